using System.Diagnostics;
using System.Net;
using Backstay.Client.Decisions;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>The real server stands still with requests under way, and is killed afterwards.</summary>
public sealed class StallInRolloutTests
{
    private const int Calls = 80;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failures_in_flight_over_a_stall_take_nothing_back_also_not_after_a_kill()
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps = [new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 1_000 }, new StepSpec { Kind = StepKind.Full, MinUnits = 10 }],
            Guards = [RolloutScene.Errors],
        });
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.NewBackend.Behaviour = async context =>
        {
            await over.Task;
            context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
        };

        int Received() => scene.NewBackend.Received + scene.OldBackend.Received;
        var before = Received();
        var calls = Enumerable.Range(0, Calls).Select(_ => scene.CallAsync(1)).ToArray();
        while (Received() - before < Calls)
        {
            await Task.Delay(20, Ct);
        }

        await scene.Server.StandStillAsync(TimeSpan.FromSeconds(2.5), Ct);
        over.SetResult();
        var answers = await Task.WhenAll(calls);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Single().Status));

        var kept = await scene.Client.ListDecisionsAsync(RolloutScene.Endpoint, limit: 500, Ct);
        var failed = kept.Items.Where(decision => decision.Attempts[0].Error is not null).ToArray();
        Assert.True(failed.Length >= Calls / 4);
        Assert.All(failed, decision => Assert.True(decision.Stalled));
        await AssertUntouchedAsync(scene, rollout);

        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        await AssertUntouchedAsync(scene, rollout);
        Assert.Empty(scene.OnCall.Bodies);
    }

    [Fact]
    public async Task A_minute_of_standing_still_neither_lets_a_step_pass_nor_takes_it_back()
    {
        const int UnderWay = 20;
        var still = TimeSpan.FromMinutes(1);
        await using var scene = await RolloutScene.StartAsync();
        var since = Stopwatch.GetTimestamp();
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps = [new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 2, MinSeconds = still.TotalSeconds }, new StepSpec { Kind = StepKind.Full, MinUnits = 2 }],
            Guards = [RolloutScene.Errors],
        });
        await scene.CallAsync(20);
        var before = (await scene.JudgedAsync(rollout)).CanaryUnits;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.NewBackend.Behaviour = scene.OldBackend.Behaviour = context => over.Task;
        int Received() => scene.NewBackend.Received + scene.OldBackend.Received;
        var received = Received();
        var calls = Enumerable.Range(0, UnderWay).Select(_ => scene.CallAsync(1)).ToArray();
        while (Received() - received < UnderWay)
        {
            await Task.Delay(20, Ct);
        }

        await scene.Server.StandStillAsync(still, Ct);
        over.SetResult();

        // Longer than any deadline: what became of them is the callers' trouble, and no release's fault.
        await Task.WhenAll(calls);
        var view = await scene.UntilAsync(rollout, view => view.Live is { Incomplete: false });
        Assert.Equal((RolloutStatus.Running, before), (view.Record.Status, view.Live?.CanaryUnits));
        Assert.True(view.Live?.SecondsInStep <= (Stopwatch.GetElapsedTime(since) - still).TotalSeconds + 3, $"{view.Live?.SecondsInStep} s in the step");
        Assert.Empty(scene.OnCall.Bodies);
    }

    private static async Task AssertUntouchedAsync(RolloutScene scene, string rollout)
    {
        var view = await scene.UntilAsync(rollout, view => view.Live is { Incomplete: false });
        Assert.Equal(RolloutStatus.Running, view.Record.Status);
        Assert.Equal(0, view.Live?.CanaryUnits);
    }
}
