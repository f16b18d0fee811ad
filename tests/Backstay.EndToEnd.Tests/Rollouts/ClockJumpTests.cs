using System.Net;
using Backstay.Client.Decisions;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>Somebody sets the real server's wall clock by hours, forwards and back beyond where it was, with requests under way.</summary>
public sealed class ClockJumpTests
{
    private const int UnderWay = 20;

    private static readonly TimeSpan Jump = TimeSpan.FromHours(6);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_step_passes_and_nothing_is_taken_back_for_it_also_not_after_a_kill_and_a_bad_canary_still_is()
    {
        using var folder = new TemporaryFolder();
        using var clock = new WallClock(folder.FullPath);
        await using var scene = await RolloutScene.StartAsync(clock: clock);
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps = [new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 5, MinSeconds = 3_600 }, new StepSpec { Kind = StepKind.Full, MinUnits = 5 }],
            Guards = [RolloutScene.Errors, new GuardSpec { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = 20_000, Margin = 1, Limit = 0.05 }],
        });
        await scene.CallAsync(20);
        foreach (var offset in new[] { Jump, -Jump, TimeSpan.Zero })
        {
            await CallOverAsync(scene, () => clock.Set(offset));
            await AssertUntouchedAsync(scene, rollout);
        }

        var kept = await scene.Client.ListDecisionsAsync(RolloutScene.Endpoint, limit: 500, Ct);
        Assert.True(kept.Items.Max(decision => decision.Time) - kept.Items.Min(decision => decision.Time) > Jump, "the server did not see its clock set");
        Assert.All(kept.Items, decision => Assert.All(decision.Attempts, attempt => Assert.True(attempt.Error is null && attempt.DurationUs < Jump.TotalMicroseconds / 2)));

        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        await AssertUntouchedAsync(scene, rollout);

        scene.NewBackend.Behaviour = Behave.Status(500);
        await scene.CallAsync(60);
        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
    }

    /// <summary>Calls that arrive before and are answered after.</summary>
    private static async Task CallOverAsync(RolloutScene scene, Action jump)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = Behave.Json(RolloutScene.Healthy);
        foreach (var backend in new[] { scene.OldBackend, scene.NewBackend })
        {
            backend.Behaviour = async context =>
            {
                await over.Task;
                await answer(context);
            };
        }

        int Received() => scene.NewBackend.Received + scene.OldBackend.Received;
        var before = Received();
        var calls = Enumerable.Range(0, UnderWay).Select(_ => scene.CallAsync(1)).ToArray();
        while (Received() - before < UnderWay)
        {
            await Task.Delay(20, Ct);
        }

        jump();
        over.SetResult();
        Assert.All(await Task.WhenAll(calls), call => Assert.Equal(HttpStatusCode.OK, call.Single().Status));
        foreach (var backend in new[] { scene.OldBackend, scene.NewBackend })
        {
            backend.Behaviour = answer;
        }

        await scene.CallAsync(10);
    }

    private static async Task AssertUntouchedAsync(RolloutScene scene, string rollout)
    {
        await scene.JudgedAsync(rollout);
        var view = await scene.Client.GetRolloutAsync(rollout, Ct);
        Assert.Equal((RolloutStatus.Running, 0), (view.Record.Status, view.Record.Step));
        Assert.True(view.Live is { SecondsInStep: < 3_600 });
        Assert.Empty(scene.OnCall.Bodies);
    }
}
