using System.Net;
using Backstay.Core.Rollouts;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>Nobody can tell which canary had lost its traffic: none gets it back.</summary>
public sealed class UnreadableEscapesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rollout_that_ran_starts_without_its_traffic_says_so_and_is_rolled_back(bool missing)
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        await scene.CallAsync(30);
        await scene.Server.KillAsync(Ct);
        var escapes = Path.Combine(data, "escapes");
        var length = new FileInfo(escapes).Length;
        File.Delete(escapes);
        if (!missing)
        {
            await File.WriteAllBytesAsync(escapes, new byte[length], Ct);
        }

        await scene.StartAgainAsync();

        var received = scene.NewBackend.Received;
        Assert.All(await scene.CallAsync(30), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
        Assert.Equal(received, scene.NewBackend.Received);
        Assert.Contains("The notes of escapes can't be relied on", scene.Server.Output, StringComparison.Ordinal);
        Assert.Contains(rollout, scene.Server.Output, StringComparison.Ordinal);
        Assert.Equal(!missing, File.Exists(escapes + ".damaged"));
        Assert.Equal(length, new FileInfo(escapes).Length);
        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
    }
}
