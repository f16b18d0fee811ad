using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>What a judge makes of gaps: a stall, a restart, a step without traffic.</summary>
public sealed class JudgeGapsTests
{
    [Fact]
    public void A_shadow_in_flight_over_a_stall_is_no_evidence()
    {
        var rig = new Rig(Of(Errors, Shadow(), Canary(5000), Full()));
        var pairs = Enumerable.Range(0, 20).Select(_ => rig.Request(Arm.Control)).ToArray();
        foreach (var pair in pairs)
        {
            rig.Shadow(pair, error: "late", durationMs: 4_000, stalled: true);
        }

        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        Assert.Equal(0, rig.Judge.Shadow?.Samples);
    }

    [Fact]
    public void A_retry_of_a_request_that_was_in_flight_over_a_stall_is_that_request()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        rig.Take(rig.Decision(Arm.Canary, error: "late") with { Stalled = true, RequestId = "again" });
        rig.Take(rig.Decision(Arm.Control) with { RequestId = "again" });
        Assert.Equal(0, rig.Guard().Test.N);
    }

    [Fact]
    public void A_judge_that_reads_telemetry_after_a_restart_knows_of_the_stall_as_well()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        for (var i = 0; i < 50; i++)
        {
            rig.Take(rig.Decision(Arm.Canary, error: "late") with { Stalled = true });
            rig.Request(Arm.Control);
        }

        var again = new Judge(rig.Active, 0, JudgeOptions.Default);
        rig.Taken.ForEach(again.TakeAgain);
        Assert.Equal(JudgeActionKind.None, again.Assess().Kind);
        Assert.Equal(0, again.Snapshot().CanaryUnits);
    }

    [Fact]
    public void An_outcome_whose_decision_does_not_come_while_there_is_room_is_counted()
    {
        var rig = new Rig(Of(Quality, Canary(5000), Full()), JudgeOptions.Default with { MaxPending = 10, MaxParked = 3 });
        for (var i = 0; i < 5; i++)
        {
            rig.Outcome(Guid.NewGuid(), "1");
        }

        Assert.Equal(2, rig.Judge.Snapshot().Overlooked);
    }

    [Fact]
    public void A_breach_in_telemetry_is_found_again_though_what_came_after_it_speaks_for_the_release()
    {
        var rig = new Rig(Of(Errors, Canary(5000), Full()));
        while (rig.Action.Kind != JudgeActionKind.Breach)
        {
            rig.Request(Arm.Canary, error: "x");
        }

        // In flight when the escape was taken.
        for (var i = 0; i < 40; i++)
        {
            rig.Request(Arm.Control, error: "x");
        }

        var again = new Judge(rig.Active, 0, JudgeOptions.Default);
        rig.Taken.ForEach(again.TakeAgain);
        Assert.Equal(JudgeActionKind.Breach, again.Assess().Kind);
        Assert.Equal(rig.Action.Verdict?.Observations, again.Assess().Verdict?.Observations);
    }

    [Fact]
    public void A_step_without_traffic_does_not_pass_on_the_units_of_the_step_before()
    {
        var rig = new Rig(Of(Errors, Canary(500), Canary(5000), Full()));
        rig.Healthy(10);
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        rig.Enter(1);
        rig.Tick();
        Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        rig.Healthy(10);
        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void Users_who_come_back_are_data_of_the_step_in_which_they_come_back()
    {
        var rig = new Rig(Of(Errors, Canary(500), Canary(5000), Full()));
        for (var step = 0; step < 2; step++)
        {
            rig.Enter(step);
            for (var i = 0; i < 10; i++)
            {
                rig.Request(Arm.Canary, unit: $"canary{i}");
                rig.Request(Arm.Control, unit: $"control{i}");
            }

            Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
        }
    }
}
