using System.Net;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Durability;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>
/// What kept the ledger from being opened at the start passes: the same process takes it up, commands are accepted, and callers
/// of the gateway notice neither the one nor the other.
/// </summary>
public sealed class RecoveredLedgerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_without_space_takes_the_ledger_up_when_there_is_some_and_a_canary_that_went_bad_meanwhile_is_rolled_back()
    {
        using var disk = new SmallDisk(megabytes: 64);
        await using var scene = await RolloutScene.StartAsync(disk.FullPath);
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        var before = await scene.CallAsync(30);
        Assert.Equal(0, await scene.Server.StopAsync(Ct)); // so that the log's index is to be made anew
        var filler = disk.Fill();
        await scene.StartAgainAsync();
        await AssertDegradedAsync(scene, "no-space");
        await scene.CallAgainAsync(before);
        await scene.BecomeBadAsync();

        await RecoverAsync(scene, () => File.Delete(filler));

        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
        await scene.AssertOldAnswersAsync();
        await AssertStandsAfterAKillAsync(scene, "recovered");
    }

    [Fact]
    public async Task A_start_on_a_ledger_that_somebody_holds_takes_it_up_when_it_is_let_go_and_the_rollout_goes_on()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        var before = await scene.CallAsync(30);
        await scene.Server.KillAsync(Ct);
        using var held = await HeldLedger.TakeAsync(Path.Combine(data, "ledger", "default.db"));
        await scene.StartAgainAsync();
        await AssertDegradedAsync(scene, "ledger-locked");
        await scene.CallAgainAsync(before);

        await RecoverAsync(scene, held.Dispose);

        await scene.CallAgainAsync(before);
        await scene.BecomeBadAsync(); // judged by the process that took the ledger up
        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.StartsWith("guard errors breached", ended.Record.Reason);
        await AssertStandsAfterAKillAsync(scene, "recovered");
    }

    private static async Task AssertDegradedAsync(RolloutScene scene, string code)
    {
        var refused = await Assert.ThrowsAsync<BackstayException>(() => SetAsync(scene, "refused"));
        Assert.Equal((503, code), (refused.Problem.Status, refused.Problem.Code));
        Assert.Contains("no restart is needed", refused.Problem.Hint, StringComparison.Ordinal);
    }

    /// <summary>Callers come all the time, and each gets its answer; commands are sent until one is accepted.</summary>
    private static async Task RecoverAsync(RolloutScene scene, Action end)
    {
        var process = scene.Server.Id;
        using var done = new CancellationTokenSource();
        var callers = CallUntilAsync(scene, done.Token);
        end();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (!await TrySetAsync(scene))
        {
            Assert.False(patience.IsCancellationRequested, $"No command is accepted. The server said:\n{scene.Server.Output}");
            await Task.Delay(50, Ct);
        }

        await done.CancelAsync();
        Assert.True(await callers > 0);
        Assert.Equal(process, scene.Server.Id);
        using var http = new HttpClient { BaseAddress = scene.Server.Addresses.Api };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("health/ready", UriKind.Relative), Ct)).StatusCode);
        Assert.Contains("\nbackstay_degraded 0\n", await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Ct), StringComparison.Ordinal);
        Assert.Contains("The ledger is there again", scene.Server.Output, StringComparison.Ordinal);
    }

    private static async Task<int> CallUntilAsync(RolloutScene scene, CancellationToken done)
    {
        var calls = 0;
        for (; !done.IsCancellationRequested; calls += 5)
        {
            Assert.All(await scene.CallAsync(5), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        }

        return calls;
    }

    /// <summary>The control API's port is closed for a moment while it changes hands.</summary>
    private static async Task<bool> TrySetAsync(RolloutScene scene)
    {
        try
        {
            await SetAsync(scene, "recovered");
            return true;
        }
        catch (BackstayException notYet) when (notYet.Problem.Status is 0 or 503)
        {
            return false;
        }
    }

    private static Task<SystemView> SetAsync(RolloutScene scene, string system) => scene.Client.SetSystemAsync(
        Name.Parse(system), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "a command" }, idempotencyKey: null, Ct);

    private static async Task AssertStandsAfterAKillAsync(RolloutScene scene, string system)
    {
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        Assert.DoesNotContain("DEGRADED", scene.Server.Output, StringComparison.Ordinal);
        var ledger = new LedgerClient(scene.Client);
        Assert.Contains((await ledger.EntriesAsync(1, 500, null, Ct)).Entries, entry => entry.Payload.ToString().Contains(system, StringComparison.Ordinal));
        Assert.True((await ledger.VerifyAsync(new VerifyLedger(), Ct)).IsOk);
        await scene.AssertOldAnswersAsync();
    }
}
