using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Server.Tests.Loops;

/// <summary>Where telemetry has lost something of a rollout, a judge that reads it again passes no step.</summary>
public sealed class JudgeLoopHolesTests
{
    [Fact]
    public async Task After_a_restart_on_telemetry_with_holes_no_step_passes_and_a_breach_does()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger()) { Holes = true };
        rig.Healthy(40, feed: false);
        _ = rig.RunLoop();
        var seen = await rig.WaitingAsync();
        Assert.Contains("Telemetry lacks requests", seen.Waiting, StringComparison.Ordinal);
        Assert.True(seen.Snapshot.Incomplete);
        Assert.Equal(40, seen.Snapshot.CanaryUnits);
        rig.Healthy(40);
        var back = rig.SeeAsync<RolledBack>();
        rig.Fail(200);
        await back;
        Assert.Equal(["escape", "GuardBreached", "RolledBack"], rig.Events);
    }

    [Fact]
    public async Task A_judge_that_saw_everything_itself_does_not_mind_what_telemetry_lost()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger());
        _ = rig.RunLoop();
        while (rig.View.Find("delay-1") is not { Snapshot.Incomplete: false })
        {
            await Task.Yield();
        }

        rig.Holes = true;
        var entered = rig.SeeAsync<StepEntered>();
        rig.Healthy(20);
        await entered;
    }

    [Fact]
    public async Task A_judge_that_lost_items_keeps_what_it_saw_where_telemetry_has_holes()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan(10_000)), JudgeScenes.Ledger(), capacity: 64);
        _ = rig.RunLoop();
        while (rig.View.Find("delay-1") is not { Snapshot.Incomplete: false })
        {
            await Task.Yield();
        }

        for (var i = 0; i < 20; i++)
        {
            rig.Request(Arm.Canary, store: false);
        }

        while (rig.View.Find("delay-1")?.Snapshot.CanaryUnits < 20)
        {
            await Task.Yield();
        }

        rig.Holes = true;
        while (rig.Feed.Overflows == 0)
        {
            rig.Request(Arm.Control, store: false);
        }

        var seen = await rig.WaitingAsync();
        Assert.Equal(20, seen.Snapshot.CanaryUnits);
        Assert.True(seen.Snapshot.Incomplete);
    }

    [Fact]
    public async Task An_escape_ends_the_rollout_also_where_telemetry_has_holes()
    {
        await using var rig = new JudgeRig(JudgeRig.World(JudgeRig.Plan()), JudgeScenes.Ledger(), escaped: true) { Holes = true };
        var back = rig.SeeAsync<RolledBack>();
        _ = rig.RunLoop();
        Assert.Equal(RollbackCause.Abort, Assert.IsType<RolledBack>((await back).Fact).Cause);
    }
}
