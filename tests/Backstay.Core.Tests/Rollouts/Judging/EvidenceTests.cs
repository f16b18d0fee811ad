using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>DEFINITIONS.md, "Evidence": a test for each sentence.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void A_request_is_judged_in_the_arm_to_which_it_was_assigned()
    {
        var rig = new Rig(Two(Errors));
        rig.Request(Arm.Canary, error: "http-500");
        var arms = rig.Guard().Test.Arms;
        Assert.Equal((1, 1), (arms[0].N, arms[0].Sum));
        Assert.Equal((0, 0), (arms[1].N, arms[1].Sum));
    }

    [Fact]
    public void A_late_canary_attempt_is_the_canarys_failure()
    {
        var rig = new Rig(Two(Errors));
        rig.Request(Arm.Canary, durationMs: 1001);
        Assert.Equal(1, rig.Guard().Test.Arms[0].Sum);
    }

    [Theory]
    [InlineData(Arm.Canary)]
    [InlineData(Arm.Control)]
    public void A_failed_attempt_is_at_once_the_worst_value_of_its_arm(Arm arm)
    {
        var rig = new Rig(Two(Quality));
        rig.Request(arm, error: "http-500");
        var statistics = rig.Guard().Test.Arms[arm == Arm.Canary ? 0 : 1];
        Assert.Equal((1, 0), (statistics.N, statistics.Sum));
    }

    [Fact]
    public void The_rescued_answer_and_its_label_are_evidence_for_neither_arm()
    {
        var rig = new Rig(Two(Quality));
        var rescued = rig.Request(Arm.Canary, error: "http-500");
        rig.Outcome(rescued, "1");
        Assert.Equal(1, rig.Guard().Test.N);
        Assert.Equal(0, rig.Guard().Test.Arms[0].Sum);
    }

    [Fact]
    public void Requests_placed_by_a_rule_or_a_pin_are_no_evidence()
    {
        var rig = new Rig(Two(Errors, Quality));
        var id = rig.Take(rig.Decision(Arm.Canary, error: "x") with { NotEvidence = true });
        rig.Outcome(id, "1");
        rig.Take(rig.Decision(Arm.Canary, error: "x") with { Rule = "vip" });
        rig.Take(rig.Decision(Arm.Canary, error: "x") with { Escaped = true });
        rig.Take(rig.Decision(Arm.Canary, error: "x") with { Rollout = "other-1" });
        Assert.All(rig.Judge.Snapshot().Guards, guard => Assert.Equal(0, guard.Test.N));
    }

    [Fact]
    public void A_clients_retry_is_counted_once()
    {
        var rig = new Rig(Two(Errors));
        rig.Take(rig.Decision(Arm.Canary, error: "x") with { RequestId = "a" });
        rig.Take(rig.Decision(Arm.Canary, error: "x") with { RequestId = "a" });
        rig.Take(rig.Decision(Arm.Canary, unit: "u", error: "x") with { RequestId = "a" });
        Assert.Equal(2, rig.Guard().Test.Arms[0].Sum);
    }

    [Fact]
    public void The_same_decision_again_is_counted_once()
    {
        var rig = new Rig(Two(Errors));
        var decision = rig.Decision(Arm.Canary, error: "x");
        rig.Take(decision);
        rig.Take(decision);
        Assert.Equal(1, rig.Guard().Test.N);
    }

    [Fact]
    public void A_unit_enters_an_event_guard_once_with_its_first_error()
    {
        var rig = new Rig(Two(Errors));
        rig.Request(Arm.Canary, unit: "u");
        for (var i = 0; i < 1000; i++)
        {
            rig.Request(Arm.Canary, unit: "u", error: "x");
        }

        var canary = rig.Guard().Test.Arms[0];
        Assert.Equal((1, 1), (canary.N, canary.Sum));
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
    }

    [Fact]
    public void An_event_counts_at_the_weight_of_its_moment()
    {
        var rig = new Rig(Of(Errors, Canary(500), Canary(2500), Full()));
        rig.Request(Arm.Control, error: "x");
        rig.Request(Arm.Control, error: "x");
        rig.Request(Arm.Canary, error: "x");
        rig.Enter(1);
        rig.Request(Arm.Canary, error: "x");
        Assert.Equal("500:k2c1;2500:c1", rig.Judge.Assess() is { Kind: JudgeActionKind.None } ? Verdict(rig).Events : null);
        Assert.Equal([0.05, 0.25], rig.Guard().Test.Events.Select(e => e.CanaryShare));
    }

    [Fact]
    public void A_unit_enters_a_value_guard_once_with_its_first_outcome()
    {
        var rig = new Rig(Two(Quality));
        var first = rig.Request(Arm.Canary, unit: "u", answer: "1");
        var second = rig.Request(Arm.Canary, unit: "u", answer: "1");
        rig.Outcome(second, "0");
        rig.Outcome(first, "1");
        var canary = rig.Guard().Test.Arms[0];
        Assert.Equal((1, 0), (canary.N, canary.Sum));
    }

    [Fact]
    public void The_first_value_per_decision_is_judged_also_when_it_cannot_be_read()
    {
        var rig = new Rig(Two(Safety));
        var id = rig.Request(Arm.Canary);
        rig.Outcome(id, "\"high\"", "safety");
        rig.Outcome(id, "0.5", "safety");
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
        var other = rig.Request(Arm.Canary);
        rig.Outcome(other, "7", "safety");
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
    }

    [Fact]
    public void An_outcome_that_comes_before_its_decision_waits_for_it()
    {
        var rig = new Rig(Two(Quality));
        var decision = rig.Decision(Arm.Canary);
        rig.Outcome(decision.Id, "1");
        rig.Take(decision);
        Assert.Equal(1, rig.Guard().Test.N);
    }

    [Fact]
    public void Alpha_is_divided_over_the_relative_guards()
    {
        var slow = new GuardConfig { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 100, Margin = 1 };
        var rig = new Rig(Two(Errors, slow, Quality, Safety));
        foreach (var guard in rig.Judge.Snapshot().Guards)
        {
            Assert.Equal(guard.Comparison == GuardComparison.Control ? 0.01 / 3 : 0.01, guard.Test.Parameters["alpha"], 12);
        }
    }

    [Fact]
    public void A_shadow_step_shares_the_guards_alpha_with_the_steps_after_it()
    {
        var rig = new Rig(Of(Errors, Shadow(), Canary(500), Full()));
        Assert.Equal(0.005, rig.Guard(GuardComparison.Paired).Test.Parameters["alpha"], 12);
        rig.Enter(1);
        Assert.Equal(0.005, rig.Guard().Test.Parameters["alpha"], 12);
    }

    [Fact]
    public void One_test_per_guard_runs_through_all_its_steps()
    {
        var rig = new Rig(Of(Errors, Canary(500), Canary(5000), Full()));
        rig.Request(Arm.Canary, error: "x");
        rig.Enter(1);
        rig.Request(Arm.Canary, error: "x");
        rig.Enter(2);
        rig.Request(Arm.Canary, error: "x");
        Assert.Equal(3, rig.Guard().Test.Arms[0].Sum);
    }

    [Fact]
    public void A_slow_answer_is_an_event_of_the_slow_share_only()
    {
        var slow = new GuardConfig { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 100, Margin = 1 };
        var rig = new Rig(Two(Errors, slow));
        rig.Request(Arm.Canary, durationMs: 100);
        rig.Request(Arm.Canary, durationMs: 101);
        Assert.Equal(0, rig.Guard().Test.Arms[0].Sum);
        Assert.Equal(1, rig.Guard(guard: 1).Test.Arms[0].Sum);
    }

    [Fact]
    public void An_event_verdict_is_computed_again_from_its_fact_alone()
    {
        var rig = new Rig(Two(Errors, Hard(0.5)));
        for (var i = 0; i < 30 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Request(Arm.Control);
            rig.Request(Arm.Canary, error: "x");
        }

        var action = rig.Action;
        foreach (var verdict in action.Others.Add(action.Verdict!))
        {
            var json = System.Text.Json.JsonSerializer.Serialize(
                new GuardBreached("delay-1", Name.Parse("delay"), 0, verdict, []), RolloutsJson.Default.GuardBreached);
            var read = System.Text.Json.JsonSerializer.Deserialize(json, RolloutsJson.Default.GuardBreached)!.Verdict;
            Assert.True(VerdictRecomputation.Recompute(read).Value.IsEqual);
            Assert.True(VerdictRecomputation.Recompute(read with { Events = null }).Value.IsEqual);
            var lie = read with { Test = read.Test with { EValue = read.Test.EValue * 1.000001 } };
            Assert.Equal("eValue", VerdictRecomputation.Recompute(lie).Value.Difference);
        }

        var forged = action.Verdict! with { Events = action.Verdict.Events + "c9" };
        Assert.False(VerdictRecomputation.Recompute(forged).Value.IsEqual);
    }

    private static GuardVerdict Verdict(Rig rig)
    {
        rig.Advance(1);
        rig.Healthy(10);
        return rig.Judge.Assess().Others[0];
    }
}
