using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Rollouts;

/// <summary>Random histories of commands: whatever people, judge and bad luck ask for, the invariants hold.</summary>
public sealed class RolloutPropertiesTests
{
    private static readonly string[] Releases = ["r1", "r2", "r3", "r4"];

    [Fact]
    public void Weights_sum_to_all_traffic_and_every_served_release_was_eligible_when_it_got_it() => Histories(world =>
    {
        foreach (var route in TableCompiler.Compile(world.State).Endpoints.Values)
        {
            Assert.InRange(route.CanaryWeight, 0, EndpointRoute.BasisPoints);
            Assert.True(route.Canary is not null || route.CanaryWeight == 0 || route.Shadow is not null);
        }

        // Whoever just got users' traffic, or more of it, by this command.
        var traffic = world.Traffic;
        foreach (var fact in world.Last)
        {
            var served = fact switch
            {
                RolloutStarted f when f.Plan.Steps[0].Kind != StepKind.Shadow => f.To,
                StepEntered => traffic.Active!.To,
                RolloutCompleted => traffic.Current,
                ReleaseActivated f => f.Release,
                _ => (Name?)null,
            };
            Assert.True(served is not { } release || world.Gate.Check(TestWorld.Endpoint, release).IsEmpty);
        }
    });

    [Fact]
    public void At_most_one_rollout_runs_and_there_is_always_somewhere_to_go_back_to() => Histories(world =>
    {
        var running = world.State.Rollouts.Rollouts.Values.Where(r => r.Status is RolloutStatus.Running or RolloutStatus.Paused).ToArray();
        Assert.True(running.Length <= 1);
        Assert.Equal(running.SingleOrDefault()?.Rollout, world.Traffic.Active?.Rollout);
        if (world.Traffic.Active is { } active)
        {
            var decided = world.Decide(new ReportBreach(active.Rollout, active.Endpoint, active.Step, Verdicts.Breached(), [], false));
            var back = Assert.IsType<RolledBack>(decided.Value.Facts[1]);
            Assert.True(back.To == world.Traffic.Current || world.Traffic.Standbys.Contains(back.To));
            Assert.NotEqual(active.To, back.To);
        }

        Assert.True(world.Traffic.Standbys.Length <= EndpointTraffic.MaxStandbys);
        Assert.DoesNotContain(world.Traffic.Current!.Value, world.Traffic.Standbys);
    });

    [Fact]
    public void From_step_to_step_no_unit_leaves_the_canary_and_none_enters_it_when_it_shrinks() =>
        Prop.ForAll<ushort, ushort, ushort>((a, b, unit) =>
        {
            var (low, high) = ((Math.Min(a, b) % 9_800) + 1, (Math.Max(a, b) % 9_800) + 1);
            (low, high) = (Math.Min(low, high), Math.Max(low, high));
            var plan = Plans.Of(Plans.Errors, Plans.Canary(low), Plans.Canary(high), Plans.Full());
            Assert.Null(RolloutPlanRules.Check(plan));
            var active = new ActiveRollout("delay-1", TestWorld.Endpoint, default, default, plan, 0, false, 0);
            var bucket = Assignment.Bucket("delay:delay-1", $"u{unit}");
            var arms = Enumerable.Range(0, 3).Select(step => Assignment.ArmOf(bucket, (active with { Step = step }).CanaryWeight)).ToArray();
            return arms.SequenceEqual(arms.OrderBy(arm => arm));
        }).QuickCheckThrowOnFailure();

    private static void Histories(Action<TestWorld> holds) => Prop.ForAll<byte[]>(bytes =>
    {
        var world = TestWorld.With(Releases.Length);
        world.Start("r1");
        foreach (var b in bytes)
        {
            world.Submit(Command(world, b));
            holds(world);
        }
    }).QuickCheckThrowOnFailure();

    private static ICommand Command(TestWorld world, byte choice)
    {
        var release = Name.Parse(Releases[choice / 16 % Releases.Length]);
        var rollout = world.Traffic.Active?.Rollout ?? "delay-1";
        var step = world.Traffic.Active?.Step ?? 0;
        return (choice % 16) switch
        {
            0 or 1 => new StartRollout(TestWorld.Endpoint, release, Plans.Plain(), "why"),
            2 => new StartRollout(TestWorld.Endpoint, release, Plans.Of(Plans.Errors, Plans.Shadow(), Plans.Full()), "why"),
            3 => new PauseRollout(rollout, "why"),
            4 => new ResumeRollout(rollout, "why"),
            5 => new AbortRollout(rollout, "why"),
            6 => new RollBack(TestWorld.Endpoint, null, "why"),
            7 => new RollBack(TestWorld.Endpoint, release, "why"),
            8 => new ReportBreach(rollout, TestWorld.Endpoint, step, Verdicts.Breached(), [], false),
            9 => new ReportSharedBreach(rollout, TestWorld.Endpoint, step, [Verdicts.Limit() with { Guard = Plans.Errors.Guard }]),
            10 => new RecordEvidence(release, TestWorld.Endpoint, EvidenceKind.Check, choice >= 128, 1, 0, 0, 0, 1000, null, null, null, world.Backend),
            _ => new PassStep(rollout, TestWorld.Endpoint, step, 0, []),
        };
    }
}
