using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Core.Tests.Rollouts;

/// <summary>Where a rollback goes: by hand, after a breach, and when no target is as it should be.</summary>
public sealed class RollbackTargetTests
{
    private static readonly Name R1 = Name.Parse("r1");
    private static readonly Name R2 = Name.Parse("r2");
    private static readonly Name R3 = Name.Parse("r3");

    [Fact]
    public void Rollback_by_hand_ends_a_rollout_or_goes_to_the_newest_valid_standby()
    {
        var world = Promoted(3);
        Assert.Equal([R2, R1], world.Traffic.Standbys);
        world.Prove("r2", passed: false);
        var back = Assert.IsType<RolledBack>(Assert.Single(world.Must(new RollBack(TestWorld.Endpoint, null, "why"))));
        Assert.Equal((R3, R1), (back.From, back.To));

        world.Prove("r2");
        world.Start("r2");
        var ended = Assert.IsType<RolledBack>(Assert.Single(world.Must(new RollBack(TestWorld.Endpoint, null, "why"))));
        Assert.Equal((R2, R1, "delay-3"), (ended.From, ended.To, ended.Rollout));
    }

    [Fact]
    public void A_rollback_target_that_is_no_proven_combination_is_refused_with_its_reason()
    {
        var world = Promoted(2);
        world.Propose("model-only");
        var problem = world.Refused(new RollBack(TestWorld.Endpoint, Name.Parse("model-only"), "why"));
        Assert.Equal("no-target", problem.Code);
        Assert.Contains("is not proven", problem.Message, StringComparison.Ordinal);
        Assert.Contains("only a rollout brings it there", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_valid_target_the_refusal_says_why_each_one_is_none()
    {
        var world = Promoted(2);
        world.Prove("r1", passed: false);
        Assert.Contains("r1: the combination", world.Refused(new RollBack(TestWorld.Endpoint, null, "why")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_target_is_listed_with_its_state_and_why_not()
    {
        var world = Promoted(6);
        world.Prove("r4", passed: false);
        var targets = RollbackTargets.List(world.State.Rollouts, world.Gate, TestWorld.Endpoint).ToDictionary(t => t.Release.ToString());
        Assert.Equal((RollbackTargetState.Current, false), (targets["r6"].State, targets["r6"].IsValid));
        Assert.Equal((RollbackTargetState.Standby, true), (targets["r5"].State, targets["r5"].IsValid));
        Assert.Equal("no-evidence", Assert.Single(targets["r4"].WhyNot).Code);
        Assert.Equal((RollbackTargetState.Older, "no-standby"), (targets["r1"].State, Assert.Single(targets["r1"].WhyNot).Code));
        Assert.Equal(6, targets.Count);
    }

    [Fact]
    public void After_a_breach_an_invalid_origin_gives_way_to_a_valid_standby_and_the_origin_is_the_last_resort()
    {
        var world = Promoted(2);
        world.Propose("r3");
        world.Prove("r3");
        var rollout = world.Start("r3");
        world.Prove("r2", passed: false);
        Assert.Equal(R1, Assert.IsType<RolledBack>(world.Decide(Breach(rollout)).Value.Facts[1]).To);
        world.Prove("r1", passed: false);
        Assert.Equal(R2, Assert.IsType<RolledBack>(world.Decide(Breach(rollout)).Value.Facts[1]).To);
    }

    [Fact]
    public void A_rollout_that_ends_badly_never_leads_to_a_cold_standby()
    {
        var world = Promoted(3);
        world.Propose("r4");
        world.Prove("r4");
        var rollout = world.Start("r4");
        world.Prove("r3", passed: false);
        Name To(ICommand command) => world.Decide(command).Value.Facts.OfType<RolledBack>().Single().To;
        ICommand[] ends = [Breach(rollout), new AbortRollout(rollout, "why"), new RollBack(TestWorld.Endpoint, null, "why")];

        Assert.All(ends, end => Assert.Equal(R2, To(end)));
        world.Cold.Add(R2);
        Assert.All(ends, end => Assert.Equal(R1, To(end)));
        world.Cold.Add(R1);

        // It answers the control's users this very moment, which no other does.
        Assert.All(ends, end => Assert.Equal(R3, To(end)));
    }

    private static ReportBreach Breach(string rollout) => new(rollout, TestWorld.Endpoint, 0, Verdicts.Breached(), [], Escaped: false);

    private static TestWorld Promoted(int releases)
    {
        var world = TestWorld.With(releases);
        for (var i = 1; i <= releases; i++)
        {
            world.Start($"r{i}");
            while (world.Traffic.Active is not null)
            {
                world.Must(world.Pass());
            }
        }

        return world;
    }
}
