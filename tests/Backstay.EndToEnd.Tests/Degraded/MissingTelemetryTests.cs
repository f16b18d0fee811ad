using System.Net;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>Telemetry is gone though the ledger has rollouts: the log says so, and the rollout that runs is judged by what comes.</summary>
public sealed class MissingTelemetryTests
{
    private const int MostCalls = 600;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_said_a_new_one_begins_and_a_canary_that_goes_bad_is_taken_back()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        var before = await scene.CallAsync(30);
        await scene.Server.KillAsync(Ct);
        Directory.Delete(Path.Combine(data, "telemetry"), recursive: true);

        await scene.StartAgainAsync();

        Assert.Contains("is missing, though the ledger has rollouts", scene.Server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("The notes of what telemetry lacks", scene.Server.Output, StringComparison.Ordinal);
        await scene.CallAgainAsync(before);
        scene.NewBackend.Behaviour = Behave.Status(500);
        for (var calls = 0; calls < MostCalls && (await scene.Client.GetRolloutAsync(rollout, Ct)).Record.Status == RolloutStatus.Running; calls += 20)
        {
            Assert.All(await scene.CallAsync(20), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        }

        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.StartsWith("guard errors breached", ended.Record.Reason);
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        Assert.DoesNotContain("is missing, though", scene.Server.Output, StringComparison.Ordinal);
    }
}
