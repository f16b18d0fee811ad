using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Guards that watch for a while after full traffic: "in the first hour after promotion".</summary>
public sealed class WindowTests
{
    private static readonly GuardConfig Window = Safety with { SecondsAfterFull = 1 };

    [Fact]
    public void A_guard_with_a_window_watches_only_after_full_traffic_and_not_beyond_it()
    {
        var rig = new Rig(Of(Window, Canary(5000), Full(units: 2, seconds: 2)));
        rig.Outcome(rig.Request(Arm.Canary), "0", "safety");
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
        rig.Enter(1);
        Measure(rig, 2, "1");

        var inside = rig.Request(Arm.Canary);
        Wait(rig, 1.5);
        rig.Outcome(rig.Request(Arm.Canary), "0", "safety");
        rig.Outcome(inside, "1", "safety");
        Assert.Equal((3, 3), (rig.Guard(GuardComparison.Limit).Test.N, rig.Guard(GuardComparison.Limit).Test.Arms[0].Sum));
        Assert.False(rig.Guard(GuardComparison.Limit).Watching);
    }

    [Fact]
    public void A_window_that_saw_its_units_stays_closed_in_a_later_step_that_asks_for_more()
    {
        var rig = new Rig(Of(Window, Canary(5000), Full(units: 2, seconds: 1), Bake(units: 20)) with { Guards = [Window, Errors] });
        rig.Enter(1);
        Measure(rig, 2, "1");
        Wait(rig, 1.5);
        rig.Enter(2);
        Measure(rig, 19, "0");
        Assert.Equal(2, rig.Guard(GuardComparison.Limit).Test.N);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Measure(rig, 1, "0");
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void A_window_into_the_bake_needs_the_bakes_units()
    {
        var rig = new Rig(Of(Safety with { SecondsAfterFull = 2 }, Canary(5000), Full(units: 2, seconds: 1), Bake(units: 4, seconds: 1)));
        rig.Enter(1);
        Measure(rig, 2, "1");
        Wait(rig, 1.1); // the tick in which the step began does not count
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        rig.Enter(2);
        Wait(rig, 1.5);
        for (var i = 0; i < 4; i++)
        {
            rig.Request(Arm.Canary);
            rig.Request(Arm.Control);
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.True(rig.Guard(GuardComparison.Limit).Watching);
        Measure(rig, 2, "1");
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void A_window_stays_open_until_what_must_be_proven_is_proven()
    {
        var rig = new Rig(Of(Window with { Prove = true }, Canary(5000), Full(units: 2, seconds: 1)));
        rig.Enter(1);
        Measure(rig, 2, "1");
        Wait(rig, 1.5);
        Measure(rig, 1, "1");
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.True(rig.Guard(GuardComparison.Limit).Watching);
        Measure(rig, 300, "1");
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    /// <summary>
    /// Few callers: what passed between two of them is longer than a tick, so that a clock that is wound up again from
    /// telemetry falls behind. Which requests were in the window must not depend on it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Who_reads_telemetry_again_finds_the_same_requests_in_the_window(int lastStep)
    {
        var rig = new Rig(Of(Window, Canary(5000), Full(units: 2, seconds: 1), Bake(units: 20)) with { Guards = [Window, Errors] });
        Measure(rig, 5, "0");
        rig.Enter(1);
        for (var i = 0; i < 6; i++)
        {
            Wait(rig, 0.4);
            Measure(rig, 1, i < 2 ? "1" : "0");
        }

        rig.Enter(lastStep);
        Measure(rig, 5, "0");
        var first = rig.Guard(GuardComparison.Limit);
        rig.Judge = new Judge(rig.Active, 0, JudgeOptions.Default);
        rig.Taken.ForEach(rig.Judge.TakeAgain);
        var again = rig.Guard(GuardComparison.Limit);
        Assert.Equal((2, 1, false), (first.Test.N, first.Test.Estimate, first.Watching));
        Assert.Equal((first.Test.N, first.Test.Estimate, first.Watching), (again.Test.N, again.Test.Estimate, again.Watching));
    }

    /// <summary>So many requests in each arm, the new release's with this score.</summary>
    private static void Measure(Rig rig, int each, string score)
    {
        for (var i = 0; i < each; i++)
        {
            rig.Outcome(rig.Request(Arm.Canary), score, "safety");
            rig.Outcome(rig.Request(Arm.Control), "1", "safety");
        }
    }

    private static void Wait(Rig rig, double seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            rig.Tick();
        }
    }
}
