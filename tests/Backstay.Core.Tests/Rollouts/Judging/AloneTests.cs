using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>The current release is cold: the canary's hard limits hold, and it is compared with nothing.</summary>
public sealed class AloneTests
{
    [Fact]
    public void A_canary_that_fails_goes_back_by_its_hard_limit()
    {
        var rig = new Rig(Of(Hard(0.2), Canary(5000), Full()));

        for (var i = 0; i < 20; i++)
        {
            Alone(rig, error: "x");
        }

        Assert.Equal((JudgeActionKind.Breach, 0L), (rig.Action.Kind, rig.Judge.Snapshot().CanaryUnits));
    }

    [Fact]
    public void Bad_values_are_seen_too()
    {
        var rig = new Rig(Of(Safety, Canary(5000), Full()));

        for (var i = 0; i < 100; i++)
        {
            rig.Outcome(Alone(rig), "0", "safety");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Errors_as_usual_are_no_breach_of_what_has_nothing_to_be_compared_with_and_no_step_passes()
    {
        var rig = new Rig(Two(Errors, Hard(0.2), Quality));
        var random = new Random(5);

        for (var i = 0; i < 5_000; i++)
        {
            rig.Outcome(Alone(rig, error: random.NextDouble() < 0.05 ? "x" : null), random.NextDouble() < 0.5 ? "1" : "0");
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
    }

    [Fact]
    public void What_comes_when_the_current_release_is_back_is_compared_afresh()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        for (var i = 0; i < 200; i++)
        {
            Alone(rig, unit: $"u{i % 50}", error: "x");
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        for (var i = 0; i < 50; i++)
        {
            rig.Request(Arm.Canary, unit: $"u{i}", error: "x");
            rig.Request(Arm.Control);
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void At_full_traffic_nobody_is_compared_and_steps_pass_as_ever()
    {
        var rig = new Rig(Of(Hard(0.2), Full()) with { HoldBack = 0 });

        for (var i = 0; i < 50; i++)
        {
            Alone(rig);
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void Reading_it_all_again_gives_the_same()
    {
        var rig = new Rig(Two(Errors, Hard(0.2), Quality));
        for (var i = 0; i < 30; i++)
        {
            rig.Outcome(Alone(rig, error: i % 3 == 0 ? "x" : null), "1");
            rig.Request(Arm.Canary);
            rig.Request(Arm.Control);
        }

        var again = new Judge(rig.Active, 0, JudgeOptions.Default);
        again.Tick(TimeSpan.Zero);
        foreach (var item in rig.Taken)
        {
            again.Take(item);
        }

        Assert.Equal(Evidence(rig.Judge), Evidence(again));
    }

    private static IEnumerable<(long N, double EValue, long Canary, long Control)> Evidence(Judge judge) =>
        judge.Snapshot().Guards.Select(guard => (guard.Test.N, guard.Test.EValue, guard.CanaryUnits, guard.ControlUnits));

    private static Guid Alone(Rig rig, string? unit = null, string? error = null) =>
        rig.Take(rig.Decision(Arm.Canary, unit, error) with { NotReady = [RouteRole.Current] });
}
