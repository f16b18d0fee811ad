using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

public sealed class ShadowTests
{
    [Fact]
    public void A_shadow_that_fails_where_the_served_answer_did_not_breaches()
    {
        var rig = new Rig(Of(Errors, Shadow(), Full()));
        for (var i = 0; i < 30 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Pair(shadowError: "x");
        }

        Assert.Equal((JudgeActionKind.Breach, GuardComparison.Paired), (rig.Action.Kind, rig.Action.Verdict!.Comparison));
        Assert.StartsWith("5000:c", rig.Action.Verdict.Events, StringComparison.Ordinal);
        Assert.True(VerdictRecomputation.Recompute(rig.Action.Verdict).Value.IsEqual);
    }

    [Fact]
    public void Pairs_that_fail_alike_say_nothing()
    {
        var rig = new Rig(Of(Errors, Shadow(units: 10_000), Full()));
        for (var i = 0; i < 200; i++)
        {
            rig.Pair(shadowError: "x", controlError: "x");
        }

        Assert.Empty(rig.Guard(GuardComparison.Paired).Test.Events);
    }

    [Fact]
    public void One_unit_enters_the_pairs_once()
    {
        var rig = new Rig(Of(Errors, Shadow(), Full()));
        for (var i = 0; i < 100; i++)
        {
            rig.Pair(unit: "u", shadowError: "x");
        }

        Assert.Equal(1, rig.Guard(GuardComparison.Paired).Test.Arms[0].Sum);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
    }

    [Fact]
    public void The_halves_of_a_pair_come_in_any_order()
    {
        var rig = new Rig(Of(Errors, Shadow(), Full()));
        var decision = rig.Decision(Arm.Control);
        rig.Shadow(decision.Id, error: "x");
        Assert.Equal(0, rig.Guard(GuardComparison.Paired).Test.N);
        rig.Take(decision);
        Assert.Equal(2, rig.Guard(GuardComparison.Paired).Test.N);
    }

    [Fact]
    public void A_label_judges_both_answers()
    {
        var rig = new Rig(Of(Quality, Shadow(), Full()));
        rig.Outcome(rig.Pair(shadowAnswer: "0", answer: "1"), "1");
        rig.Outcome(rig.Pair(), "1");
        var arms = rig.Guard(GuardComparison.Paired).Test.Arms;
        Assert.Equal((2, 1), (arms[0].N, arms[0].Sum));
        Assert.Equal((2, 2), (arms[1].N, arms[1].Sum));
    }

    [Theory]
    [InlineData("x", null, 0, 1)]
    [InlineData(null, "x", 1, 0)]
    public void An_answer_that_failed_alone_has_the_worst_value_at_once_and_its_label_says_no_more(
        string? shadowError, string? controlError, double canary, double control)
    {
        var rig = new Rig(Of(Quality, Shadow(), Full()));
        var pair = rig.Pair(shadowError: shadowError, controlError: controlError);
        rig.Request(Arm.Control); // the control is well

        var arms = rig.Guard(GuardComparison.Paired).Test.Arms;
        Assert.Equal((1, canary, 1, control), (arms[0].N, arms[0].Sum, arms[1].N, arms[1].Sum));
        rig.Outcome(pair, "1");
        Assert.Equal(1, rig.Guard(GuardComparison.Paired).Test.Arms[0].N);
    }

    [Fact]
    public void Failures_that_both_share_take_no_shadow_back_for_its_quality()
    {
        var random = new Random(7);
        var rig = new Rig(Of(Quality with { Margin = 0, Limit = 0.1 }, Shadow(units: 10_000), Full()));
        for (var i = 0; i < 2_000; i++)
        {
            // Users who got no answer seldom label it.
            var controlError = random.NextDouble() < 0.6 ? "x" : null;
            var pair = rig.Pair(shadowError: random.NextDouble() < 0.6 ? "x" : null, controlError: controlError);
            if (controlError is null)
            {
                rig.Outcome(pair, "1");
            }

            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }

        Assert.True(rig.Guard(GuardComparison.Paired).Test.N > 1_000);
    }

    [Fact]
    public void A_caller_who_left_is_an_event_of_the_control_against_the_shadow_and_none_by_itself()
    {
        var rig = new Rig(new RolloutPlan { Steps = [Shadow(units: 10_000), Full()], Guards = [Errors with { Limit = 0.5 }, Quality] });
        for (var i = 0; i < 5; i++)
        {
            var gone = rig.Decision(Arm.Control);
            rig.Take(gone with { Attempts = [gone.Attempts[0] with { Error = "caller-gone", Status = 0 }], ServedRelease = null, Status = 499, Kept = [] });
            rig.Shadow(gone.Id, error: i == 0 ? "x" : null);
        }

        Assert.Equal((0, 4), (rig.Guard(GuardComparison.Paired).Test.Arms[0].Sum, rig.Guard(GuardComparison.Paired).Test.Arms[1].Sum));
        Assert.Equal((0, 0), (rig.Guard(GuardComparison.Limit).Test.N, rig.Guard(GuardComparison.ControlLimit).Test.N));
        Assert.Equal(0, rig.Guard(GuardComparison.Paired, guard: 1).Test.N);
    }

    [Fact]
    public void Callers_who_leave_push_no_release_through_its_shadow()
    {
        var rig = new Rig(Of(Errors, Shadow(), Full()));
        for (var i = 0; i < 100; i++)
        {
            var gone = rig.Decision(Arm.Control);
            rig.Take(gone with { Attempts = [gone.Attempts[0] with { Error = "caller-gone", Status = 0 }], ServedRelease = null, Status = 499, Kept = [] });
            rig.Shadow(gone.Id, error: i % 2 == 0 ? "x" : null);
        }

        Assert.Equal((JudgeActionKind.None, 0), (rig.Action.Kind, rig.Guard(GuardComparison.Paired).CanaryUnits));
        Assert.Equal(new ShadowTotals(0, 0, 0, 0), rig.Judge.Shadow);
    }

    [Fact]
    public void A_label_that_comes_while_the_copy_runs_waits_for_it()
    {
        var rig = new Rig(Of(Quality, Shadow(), Full()));
        for (var i = 0; i < 10; i++)
        {
            var decision = rig.Decision(Arm.Control);
            rig.Take(decision);
            var label = new OutcomeRecord(decision.Id, "label", "1", rig.Now, null);
            rig.Take(Telemetry.Of(label));
            rig.Take(Telemetry.Of(label, new DecisionStory(decision, null, [], []))); // looked up in telemetry, where the copy is not either
            rig.Shadow(decision.Id);
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void A_caller_who_gives_no_time_breaks_no_limit_and_lets_no_shadow_pass()
    {
        var rig = new Rig(new RolloutPlan { Steps = [Shadow(), Full()], Guards = [Errors with { Limit = 0.1 }, Quality with { Limit = 0.5 }] });
        for (var i = 0; i < 100; i++)
        {
            var hasty = rig.Decision(Arm.Control, error: "late") with { DeadlineMs = 1, ShortDeadline = true };
            rig.Take(hasty);
            rig.Shadow(hasty.Id, error: "late");
            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }

        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
        Assert.Equal(new ShadowTotals(0, 0, 0, 0), rig.Judge.Shadow);
    }

    [Fact]
    public void A_worse_shadow_is_found_by_labels()
    {
        var rig = new Rig(Of(Quality, Shadow(), Full()));
        for (var i = 0; i < 200 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Outcome(rig.Pair(shadowAnswer: i % 2 == 0 ? "1" : "0"), "1");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Answers_that_differ_too_often_break_the_limit_on_disagreement()
    {
        var rig = new Rig(Of(Disagreement, Shadow(units: 50), Full()));
        for (var i = 0; i < 100; i++)
        {
            rig.Pair(shadowAnswer: i % 10 == 0 ? "0" : "1");
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        for (var i = 0; i < 100; i++)
        {
            rig.Pair(shadowAnswer: "0");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void A_shadow_step_without_pairs_never_passes()
    {
        var rig = new Rig(Of(Errors, Shadow(), Full()));
        for (var i = 0; i < 100; i++)
        {
            rig.Request(Arm.Control);
            rig.Tick();
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        for (var i = 0; i < 10; i++)
        {
            rig.Pair();
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        Assert.Equal(new ShadowTotals(10, 10, 0, 0), rig.Judge.Shadow);
    }

    [Fact]
    public void Paired_tests_end_with_the_shadow_step()
    {
        var rig = new Rig(Of(Errors, Shadow(), Canary(500), Full()));
        var late = rig.Request(Arm.Control);
        rig.Enter(1);
        rig.Shadow(late, error: "x");
        Assert.Equal(GuardComparison.Control, Assert.Single(rig.Judge.Snapshot().Guards).Comparison);
        Assert.Null(rig.Judge.Shadow);
    }
}
