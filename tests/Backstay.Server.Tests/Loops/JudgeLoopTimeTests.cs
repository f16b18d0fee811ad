using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Server.Loops;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Server.Tests.Loops;

/// <summary>Which time the loop gives to a step, where rollouts pause and go on between two of its ticks.</summary>
public sealed class JudgeLoopTimeTests
{
    private static readonly TimeSpan Tick = JudgeOptions.Default.Tick;
    private readonly HandTime _time = new();

    [Fact]
    public async Task A_pause_between_two_ticks_and_a_resume_between_two_others_give_no_time_to_the_step()
    {
        var world = JudgeRig.World(Plan());
        await using var rig = new JudgeRig(world, Ledger((int)world.Position), time: _time);
        _ = rig.RunLoop();
        do
        {
            await PassAsync(rig, Tick);
        }
        while (Seen(rig).Snapshot.Incomplete);

        var before = await PassAsync(rig, Tick);
        Assert.Equal(before + 0.1, await PassAsync(rig, Tick), 9);

        // The loop meets the pause when the tick is due: all of it may have been paused.
        await rig.MustAsync(new PauseRollout("delay-1", "wait"));
        Assert.Equal(before + 0.1, await PassAsync(rig, Tick), 9);

        // It meets the resume with a request in the midst of a tick, whose first half was paused.
        _time.Advance(Tick / 2);
        await rig.MustAsync(new ResumeRollout("delay-1", "go on"));
        rig.Request(Arm.Canary);
        while (Seen(rig).Snapshot.CanaryUnits == 0)
        {
            await Task.Yield();
        }

        Assert.False(Seen(rig).Snapshot.Paused);
        Assert.Equal(before + 0.1, await PassAsync(rig, Tick / 2), 9);
        Assert.Equal(before + 0.2, await PassAsync(rig, Tick), 9);
    }

    /// <summary>Lets time pass, up to a tick; the step's seconds when the loop has seen it.</summary>
    private async Task<double> PassAsync(JudgeRig rig, TimeSpan time)
    {
        _time.Advance(time);
        while (rig.View.Find("delay-1")?.Time != _time.GetUtcNow())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Seen(rig).Snapshot.SecondsInStep;
    }

    private static JudgedRollout Seen(JudgeRig rig) => rig.View.Find("delay-1") ?? throw new InvalidOperationException("Nothing was seen yet.");

    private static RolloutPlan Plan()
    {
        var plan = JudgeRig.Plan(1_000);
        return plan with { Steps = plan.Steps.SetItem(0, plan.Steps[0] with { MinSeconds = 10 }) };
    }

    /// <summary>A ledger as long as the world that the test begins with.</summary>
    private static MemoryLedgerStore Ledger(int length)
    {
        var ledger = new MemoryLedgerStore();
        Assert.True(ledger.AppendAsync(0, LedgerSamples.Records(1, length), [], CancellationToken.None).IsCompletedSuccessfully);
        return ledger;
    }
}
