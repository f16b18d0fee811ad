using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>What lets a step pass and what holds it (DEFINITIONS.md, "Evidence").</summary>
public sealed class StepPassTests
{
    [Fact]
    public void A_step_passes_when_duration_and_units_per_arm_are_reached()
    {
        var rig = new Rig(Of(Errors, Canary(5000, units: 10, seconds: 1), Full()));
        rig.Healthy(9);
        rig.Advance(1);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Request(Arm.Canary);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Request(Arm.Control);
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        Assert.True(rig.Action.SecondsInStep >= 1);
    }

    [Fact]
    public void Units_alone_do_not_pass_a_step_before_its_time()
    {
        var rig = new Rig(Of(Errors, Canary(5000, units: 10, seconds: 1), Full()));
        rig.Healthy(10);
        rig.Advance(0.9);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
    }

    [Fact]
    public void No_data_is_never_success()
    {
        var rig = new Rig(Two(Quality));
        rig.Healthy(1000);
        rig.Advance(100);
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.Equal(Statistics.Verdict.NotEnoughData, rig.Guard().Verdict);
    }

    [Fact]
    public void A_guard_marked_prove_holds_the_step_until_its_bound_is_inside_the_margin()
    {
        var rig = new Rig(Two(Quality with { Prove = true, Margin = 0.2 }));
        for (var i = 0; i < 20; i++)
        {
            rig.Outcome(rig.Request(Arm.Canary), "1");
            rig.Outcome(rig.Request(Arm.Control), "1");
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        for (var i = 0; i < 500; i++)
        {
            rig.Outcome(rig.Request(Arm.Canary), "1");
            rig.Outcome(rig.Request(Arm.Control), "1");
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        Assert.Equal(Statistics.Verdict.Pass, rig.Guard().Verdict);
    }

    [Fact]
    public void A_worse_canary_breaches_on_labels_alone()
    {
        var rig = new Rig(Two(Quality));
        for (var i = 0; i < 400 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Outcome(rig.Request(Arm.Canary), i % 2 == 0 ? "1" : "0");
            rig.Outcome(rig.Request(Arm.Control), "1");
        }

        Assert.Equal(JudgeActionKind.Breach, rig.Action.Kind);
        Assert.Equal("quality", rig.Action.Verdict!.Guard.ToString());
    }

    [Fact]
    public void With_a_hold_back_relative_guards_go_on_at_full()
    {
        var rig = new Rig(Of(Errors, Full()));
        rig.Request(Arm.Canary, error: "x");
        Assert.Equal(0.98, Assert.Single(rig.Guard().Test.Events).CanaryShare);
    }

    [Fact]
    public void Without_a_hold_back_relative_guards_are_off_at_full_and_hard_limits_decide()
    {
        var rig = new Rig(new() { Steps = [Canary(5000), Full()], Guards = [Errors with { Prove = true }, Hard(0.5)], HoldBack = 0 });
        rig.Healthy(10);
        rig.Enter(1);
        rig.Request(Arm.Canary, error: "x");
        Assert.Empty(rig.Guard().Test.Events);
        for (var i = 0; i < 30; i++)
        {
            rig.Request(Arm.Canary);
        }

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        for (var i = 0; i < 200 && rig.Action.Kind != JudgeActionKind.Breach; i++)
        {
            rig.Request(Arm.Canary, error: "x");
        }

        Assert.Equal((JudgeActionKind.Breach, GuardComparison.Limit), (rig.Action.Kind, rig.Action.Verdict!.Comparison));
    }
}
