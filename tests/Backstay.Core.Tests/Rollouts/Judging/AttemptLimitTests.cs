using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>A canary is given up before the caller's deadline, so that somebody can rescue the caller: what is fair then.</summary>
public sealed class AttemptLimitTests
{
    [Fact]
    public void The_same_release_twice_is_not_taken_back_though_every_answer_takes_longer_than_the_canary_has()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        for (var i = 0; i < 500; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 500) with { AttemptLimitMs = 500 });
            rig.Take(rig.Decision(Arm.Control, durationMs: 700) with { AttemptLimitMs = 500 });
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        Assert.Equal(1_000, rig.Guard().Test.Arms.Sum(arm => arm.Sum));
    }

    [Fact]
    public void A_canary_that_is_late_where_the_control_is_not_goes_back()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        for (var i = 0; i < 100 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 500) with { AttemptLimitMs = 500 });
            rig.Take(rig.Decision(Arm.Control, durationMs: 400) with { AttemptLimitMs = 500 });
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Callers_who_give_no_time_break_no_hard_limit_and_let_no_step_pass()
    {
        var rig = new Rig(new() { Steps = [Canary(5000), Full()], Guards = [Hard(0.05), Errors] });
        for (var i = 0; i < 500; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 1) with { DeadlineMs = 1, ShortDeadline = true });
            rig.Take(rig.Decision(Arm.Control, error: "late", durationMs: 1) with { DeadlineMs = 1, ShortDeadline = true });
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
    }

    [Fact]
    public void A_canary_that_is_late_for_callers_in_a_hurry_goes_back_where_the_control_is_not()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        for (var i = 0; i < 100 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 100) with { DeadlineMs = 100, ShortDeadline = true });
            rig.Take(rig.Decision(Arm.Control, durationMs: 20) with { DeadlineMs = 100, ShortDeadline = true });
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void The_worst_value_for_being_late_counts_in_both_arms_alike_and_not_for_callers_in_a_hurry()
    {
        var rig = new Rig(Of(Quality, Canary(5000), Full()));
        for (var i = 0; i < 200; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 500) with { AttemptLimitMs = 500 });
            rig.Outcome(rig.Take(rig.Decision(Arm.Control, durationMs: 700) with { AttemptLimitMs = 500 }), "1");
            rig.Take(rig.Decision(Arm.Canary, error: "late", durationMs: 1) with { DeadlineMs = 1, ShortDeadline = true });
            rig.Outcome(rig.Take(rig.Decision(Arm.Control, durationMs: 3) with { DeadlineMs = 1, ShortDeadline = true }), "1");
        }

        Assert.NotEqual(JudgeActionKind.Breach, rig.Action.Kind);
        Assert.Equal([0, 0], rig.Guard().Test.Arms.Select(arm => arm.Sum));
        Assert.Equal(400, rig.Guard().Test.N);
    }
}
