using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>A judge that reads telemetry again, and the clock of a step over restarts and pauses.</summary>
public sealed class ReadAgainTests
{
    [Fact]
    public void After_an_overflow_a_guard_may_breach_but_no_step_passes_until_all_is_read_again()
    {
        var rig = new Rig(Two(Errors));
        rig.Judge.MarkIncomplete();
        rig.Healthy(100);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Judge.MarkComplete();
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        rig.Judge.MarkIncomplete();
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Canary, error: "x");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void A_judge_that_reads_telemetry_again_comes_to_the_same_verdicts_bit_for_bit()
    {
        var rig = new Rig(Two(Errors, Quality, Safety));
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var arm = random.Next(2) == 0 ? Arm.Canary : Arm.Control;
            var id = rig.Request(arm, unit: $"u{random.Next(300)}", error: random.Next(50) == 0 ? "x" : null);
            rig.Outcome(id, random.Next(5) == 0 ? "0" : "1");
            rig.Outcome(id, "0.95", "safety");
        }

        var again = new Judge(rig.Active, 0, JudgeOptions.Default);
        rig.Taken.ForEach(again.TakeAgain);
        rig.Taken.ForEach(again.TakeAgain);
        Assert.Equal(
            rig.Action.Others.Select(v => (v.Test.EValue, v.Events, v.Observations)),
            again.Assess().Others.Select(v => (v.Test.EValue, v.Events, v.Observations)));
        Assert.NotEmpty(again.Assess().Others);
    }

    [Fact]
    public void A_step_clock_gains_at_most_two_ticks_from_a_process_that_stood_still()
    {
        var rig = new Rig(Of(Errors, Canary(5000, seconds: 10), Full()));
        rig.Tick(100);
        rig.Tick(3_600_000);
        Assert.Equal(0.3, rig.Judge.Snapshot().SecondsInStep, 9);
    }

    [Fact]
    public void A_paused_rollout_gains_no_time_and_the_next_step_begins_at_zero()
    {
        var rig = new Rig(Of(Errors, Canary(5000, seconds: 10), Full()));
        rig.Tick();
        rig.Pause();
        rig.Tick();
        Assert.Equal(0.1, rig.Judge.Snapshot().SecondsInStep, 9);
        rig.Enter(1);
        Assert.Equal(0, rig.Judge.Snapshot().SecondsInStep);
    }

    [Fact]
    public void Requests_in_flight_over_a_stall_are_no_evidence()
    {
        var rig = new Rig(Two(Errors));
        rig.Take(rig.Decision(Arm.Canary, error: "timeout") with { Stalled = true });
        Assert.Equal(0, rig.Guard().Test.N);
        rig.Take(rig.Decision(Arm.Canary, error: "x"));
        Assert.Equal(1, rig.Guard().Test.N);
    }

    [Fact]
    public void Time_before_a_restart_counts_as_telemetry_shows_it_and_a_gap_at_most_two_ticks()
    {
        var rig = new Rig(Of(Errors, Canary(5000, seconds: 10), Full()));
        for (var i = 0; i < 5; i++)
        {
            rig.Tick();
            rig.Request(Arm.Control);
        }

        rig.Tick(60_000);
        rig.Request(Arm.Control);
        var again = new Judge(rig.Active, 0, JudgeOptions.Default);
        rig.Taken.ForEach(again.TakeAgain);
        Assert.Equal(0.6, again.Snapshot().SecondsInStep, 9);
    }
}
