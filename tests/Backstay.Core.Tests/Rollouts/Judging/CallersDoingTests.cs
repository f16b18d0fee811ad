using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Refusals as the caller's fault, and callers who give up: what they say of a release, and what they don't.</summary>
public sealed class CallersDoingTests
{
    private static readonly GuardConfig Slow = new() { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 100, Margin = 1 };

    [Fact]
    public void A_canary_that_refuses_everything_is_taken_back()
    {
        var rig = new Rig(Two(Errors));
        for (var i = 0; i < 40 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            Refuse(rig, Arm.Canary);
            rig.Request(Arm.Control);
        }

        Assert.Equal((JudgeActionKind.Breach, GuardComparison.Control), (rig.Action.Kind, rig.Action.Verdict!.Comparison));
        Assert.True(VerdictRecomputation.Recompute(rig.Action.Verdict).Value.IsEqual);
    }

    [Fact]
    public void Refusals_that_both_arms_share_are_no_breach_of_anything()
    {
        var rig = new Rig(Two(Errors with { Limit = 0.1 }));
        for (var i = 0; i < 500; i++)
        {
            Refuse(rig, Arm.Canary);
            Refuse(rig, Arm.Control);
            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }

        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
    }

    [Fact]
    public void Refusals_alone_let_no_step_pass()
    {
        var rig = new Rig(Two(Errors));
        for (var i = 0; i < 100; i++)
        {
            Refuse(rig, Arm.Canary);
            Refuse(rig, Arm.Control);
            rig.Tick(1_000);
        }

        Assert.Equal((0, 0), (rig.Judge.Snapshot().CanaryUnits, rig.Guard().CanaryUnits));
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Healthy(20);
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void A_unit_that_was_refused_counts_once_against_the_control_and_goes_on_counting_against_the_limit()
    {
        var rig = new Rig(Two(Errors with { Limit = 0.1 }));
        for (var i = 0; i < 20; i++)
        {
            Refuse(rig, Arm.Canary, unit: "u");
        }

        rig.Request(Arm.Canary, unit: "u", error: "bad-status");

        var relative = rig.Guard().Test.Arms[0];
        Assert.Equal((1, 1), (relative.N, relative.Sum));
        Assert.Equal((1, 1), (rig.Guard(GuardComparison.Limit).Test.Arms[0].N, rig.Guard(GuardComparison.Limit).Test.Arms[0].Sum));
    }

    [Fact]
    public void A_refusal_is_no_value_and_no_slow_answer()
    {
        var rig = new Rig(Two(Slow, Quality));
        Refuse(rig, Arm.Canary);
        Assert.Equal((0, 0), (rig.Guard(guard: 0).Test.N, rig.Guard(guard: 1).Test.N));
    }

    [Fact]
    public void A_caller_who_gave_up_on_a_request_that_was_slow_already_is_a_slow_answer_and_nothing_else()
    {
        var rig = new Rig(Two(Slow, Errors, Quality));
        Leave(rig, Arm.Canary, afterMs: Slow.SlowerThanMs!.Value + 1);
        Leave(rig, Arm.Control, afterMs: Slow.SlowerThanMs!.Value + 1);

        var slow = rig.Guard(guard: 0).Test;
        Assert.Equal((1, 1, 1, 1), (slow.Arms[0].N, slow.Arms[0].Sum, slow.Arms[1].N, slow.Arms[1].Sum));
        Assert.Equal((0, 0), (rig.Guard(guard: 1).Test.N, rig.Guard(guard: 2).Test.N));
    }

    [Fact]
    public void A_canary_on_whom_everybody_gives_up_is_taken_back()
    {
        var rig = new Rig(Two(Slow));
        for (var i = 0; i < 40 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            Leave(rig, Arm.Canary, afterMs: 2 * Slow.SlowerThanMs!.Value);
            rig.Request(Arm.Control);
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void A_caller_who_left_before_it_was_slow_says_nothing_and_its_retry_is_the_request()
    {
        var rig = new Rig(Two(Slow, Errors));
        Leave(rig, Arm.Canary, afterMs: Slow.SlowerThanMs!.Value - 1, requestId: "a");
        Assert.Equal((0, 0), (rig.Guard(guard: 0).Test.N, rig.Guard(guard: 1).Test.N));

        rig.Take(rig.Decision(Arm.Canary, error: "bad-status") with { RequestId = "a" });

        Assert.Equal((1, 1), (rig.Guard(guard: 0).Test.Arms[0].Sum, rig.Guard(guard: 1).Test.Arms[0].Sum));
    }

    [Fact]
    public void A_caller_who_left_after_the_deadline_has_seen_a_failure()
    {
        var rig = new Rig(Two(Errors));
        Leave(rig, Arm.Canary, afterMs: 1_001);
        Assert.Equal(1, rig.Guard().Test.Arms[0].Sum);
    }

    [Fact]
    public void Who_leaves_a_stream_in_its_midst_has_seen_its_beginning()
    {
        var rig = new Rig(Two(Slow));
        Leave(rig, Arm.Canary, afterMs: 2 * Slow.SlowerThanMs!.Value, status: 200);
        Assert.Equal(0, rig.Guard().Test.N);
    }

    private static void Refuse(Rig rig, Arm arm, string? unit = null) => Take(rig, arm, unit, "caller-input", 422, 5, null);

    private static void Leave(Rig rig, Arm arm, int afterMs, string? requestId = null, int status = 0) =>
        Take(rig, arm, null, "caller-gone", status, afterMs, requestId);

    private static void Take(Rig rig, Arm arm, string? unit, string error, int status, int durationMs, string? requestId)
    {
        var decision = rig.Decision(arm, unit, error, durationMs: durationMs);
        rig.Take(decision with
        {
            Attempts = [decision.Attempts[0] with { Status = status }],
            ServedRelease = null,
            RequestId = requestId,
        });
    }
}
