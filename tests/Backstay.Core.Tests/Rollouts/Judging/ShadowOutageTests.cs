using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Trouble of both releases in the shadow step, where copies run after the requests that they are copies of.</summary>
public sealed class ShadowOutageTests
{
    private const int InFlight = 40;

    [Fact]
    public void Copies_under_way_when_an_outage_of_both_begins_say_nothing_against_the_shadow()
    {
        var rig = new Rig(new RolloutPlan
        {
            Steps = [Shadow(units: 10_000), Full()],
            Guards = [Errors with { Limit = 0.5 }, Quality with { Margin = 0 }, Disagreement with { Limit = 0.05 }],
        });
        for (var i = 0; i < 100; i++)
        {
            rig.Pair();
        }

        var answered = Enumerable.Range(0, InFlight).Select(_ => rig.Request(Arm.Control)).ToList();
        foreach (var copy in answered)
        {
            rig.Shadow(copy, error: "bad-status");
            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }

        for (var i = 0; i < 20; i++)
        {
            rig.Pair(shadowError: "bad-status", controlError: "bad-status");
            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }

        Assert.Equal(0, rig.Guard(GuardComparison.Paired).Test.Arms[0].Sum);
        Assert.Equal(0, rig.Guard(GuardComparison.Paired, guard: 1).Test.N);
    }

    [Fact]
    public void A_shadow_that_fails_beside_a_sound_control_goes_with_the_next_request()
    {
        var rig = new Rig(Of(Errors, Shadow(units: 10_000), Full()));
        var answered = Enumerable.Range(0, InFlight).Select(_ => rig.Request(Arm.Control)).ToList();
        foreach (var copy in answered)
        {
            rig.Shadow(copy, error: "bad-status");
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Request(Arm.Control);
        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
    }

    [Fact]
    public void Failures_from_before_a_resume_count_against_no_limit_after_it()
    {
        var rig = new Rig(Of(Errors with { Margin = null, Limit = 0.5 }, Shadow(units: 10_000), Full()));
        var copies = Enumerable.Range(0, InFlight).Select(_ => rig.Request(Arm.Control)).ToList();
        copies.ForEach(copy => rig.Shadow(copy, error: "bad-status"));
        rig.Pause();
        rig.Resume();
        rig.Request(Arm.Control);

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.Equal(0, rig.Guard(GuardComparison.Limit).Test.N);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1)]
    public void Callers_who_leave_what_hangs_in_both_break_no_limit_of_the_shadow(int leaving)
    {
        var plan = new RolloutPlan
        {
            Steps = [Shadow(units: 10_000), Full()],
            Guards = [Errors with { Limit = 0.1 }, Quality with { Limit = 0.8 }],
        };
        var rig = new Rig(plan);
        for (var i = 0; i < 1_000; i++)
        {
            rig.Outcome(rig.Pair(), "1");
        }

        for (var i = 0; i < 1_000; i++)
        {
            // One of ten, or none, has the patience to wait for the deadline.
            if (i % 10 >= leaving)
            {
                rig.Pair(shadowError: "late", controlError: "late");
            }
            else
            {
                var gone = rig.Decision(Arm.Control, durationMs: 500);
                rig.Take(gone with { Attempts = [gone.Attempts[0] with { Error = "caller-gone", Status = 0 }], ServedRelease = null, Status = 499, Kept = [] });
                rig.Shadow(gone.Id, error: "late", durationMs: 1_000);
            }

            Assert.NotEqual(JudgeActionKind.Breach, rig.Action.Kind);
        }
    }
}
