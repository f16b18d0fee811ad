using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Degraded;

/// <summary>
/// The ledger goes away in the middle of a rollout, and the server is killed and starts again without it: callers notice
/// nothing, a canary that goes bad meanwhile loses its traffic, nothing else moves, and all of it becomes fact when the
/// ledger is back.
/// </summary>
public sealed class LostLedgerTests
{
    private const int Calls = 30;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Damage.Deleted, "ledger-gone")]
    [InlineData(Damage.Emptied, "ledger-gone")]
    [InlineData(Damage.Overwritten, "ledger-damaged")]
    [InlineData(Damage.FolderInItsPlace, "ledger-unreadable")]
    [InlineData(Damage.Locked, "ledger-locked")]
    [InlineData(Damage.OlderCopy, "ledger-behind")]
    public async Task Traffic_goes_on_over_a_restart_and_a_bad_canary_loses_its_share(Damage damage, string code)
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        using var ledger = new LedgerDamage(Path.Combine(data, "ledger"), folder.File("aside"));
        ledger.Copy("older");
        var rollout = await scene.RollOutAsync(BadCanary.Plan);
        var before = await CallAsync(scene);
        ledger.Copy("newest");
        await ledger.DoAsync(damage);

        // The process that lost its ledger.
        AssertBothAnswer(await CallAsync(scene));
        await AssertNothingIsAcceptedAsync(scene, damage);
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();

        // The next one, which never had it.
        AssertBothAnswer(await CallAsync(scene));
        await AssertDegradedAsync(scene, code);
        await scene.CallAgainAsync(before);
        await scene.BecomeBadAsync();
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        await scene.AssertOldAnswersAsync();

        // And the one that has it back.
        await scene.Server.KillAsync(Ct);
        ledger.PutBack("newest");
        await scene.StartAgainAsync();
        await scene.AssertOldAnswersAsync();
        await AssertRolledBackAsync(scene, rollout);
    }

    [Fact]
    public async Task A_file_system_that_is_read_only_serves_and_a_second_process_on_it_is_refused()
    {
        using var disk = new SmallDisk(megabytes: 64);
        await using var scene = await RolloutScene.StartAsync(disk.FullPath);
        await scene.RollOutAsync(BadCanary.Plan);
        var before = await CallAsync(scene);
        await scene.Server.KillAsync(Ct);
        disk.MakeReadOnly();

        await scene.StartAgainAsync();

        AssertBothAnswer(await CallAsync(scene));
        await AssertDegradedAsync(scene, "ledger-unreadable");
        await scene.CallAgainAsync(before);
        await scene.BecomeBadAsync();
        var (exitCode, _, error) = await BackstayBinary.RunAsync(Ct, "serve", "--data", disk.FullPath, "--api", "http://127.0.0.1:0", "--gateway", "http://127.0.0.1:0");
        Assert.Equal(3, exitCode);
        Assert.Contains("data-folder-in-use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_lost_both_its_ledger_and_its_table_is_not_taken_for_a_new_one()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using (var server = ServerProcess.Start(data))
        {
            await server.ReadyAsync(Ct);
            Assert.Equal(0, await server.StopAsync(Ct));
        }

        Directory.Delete(Path.Combine(data, "ledger"), recursive: true);
        File.Delete(Path.Combine(data, "table"));
        var (exitCode, _, error) = await BackstayBinary.RunAsync(Ct, "serve", "--data", data, "--api", "http://127.0.0.1:0", "--gateway", "http://127.0.0.1:0");

        Assert.Equal(3, exitCode);
        Assert.Contains("error: ledger-gone:", error, StringComparison.Ordinal);
        Assert.Contains("backstay restore", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data, "ledger", "default.db")));
    }

    /// <summary>Every unit's first answer came from its arm; the same arms answer the same units again.</summary>
    private static Task<ImmutableArray<CallerAnswer>> CallAsync(RolloutScene scene) => scene.CallAsync(Calls);

    private static void AssertBothAnswer(ImmutableArray<CallerAnswer> answers)
    {
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(["new", "old"], answers.Select(answer => answer.Release).Distinct().Order());
    }

    private static async Task AssertNothingIsAcceptedAsync(RolloutScene scene, Damage damage)
    {
        if (damage == Damage.Overwritten)
        {
            return; // pages that it holds in memory serve the process that has the file open; only the next one reads them
        }

        var refused = await Assert.ThrowsAsync<BackstayException>(() => scene.Client.SetSystemAsync(
            Name.Parse("lost"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "nobody would find it again" }, idempotencyKey: null, Ct));
        Assert.Equal((503, damage == Damage.Locked ? "ledger-locked" : "ledger-broken"), (refused.Problem.Status, refused.Problem.Code));
    }

    private static async Task AssertDegradedAsync(RolloutScene scene, string code)
    {
        var refused = await Assert.ThrowsAsync<BackstayException>(() => scene.Client.GetRolloutAsync("answers-1", Ct));
        Assert.Equal((503, code), (refused.Problem.Status, refused.Problem.Code));
        Assert.Contains("restart", refused.Problem.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), refused.Problem.Message, StringComparison.Ordinal);

        using var http = new HttpClient { BaseAddress = scene.Server.Addresses.Api };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("health/live", UriKind.Relative), Ct)).StatusCode);
        using var ready = await http.GetAsync(new Uri("health/ready", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(code, JsonElement.Parse(await ready.Content.ReadAsStringAsync(Ct)).GetProperty("code").GetString());
        Assert.Contains("\nbackstay_degraded 1\n", await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Ct), StringComparison.Ordinal);
        Assert.Contains("DEGRADED", scene.Server.Output, StringComparison.Ordinal);
    }

    private static async Task AssertRolledBackAsync(RolloutScene scene, string rollout)
    {
        var ended = await scene.UntilAsync(rollout, view => view.Record.Status != RolloutStatus.Running);
        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
        Assert.StartsWith("guard errors breached", ended.Record.Reason);
        Assert.True((await new LedgerClient(scene.Client).VerifyAsync(new VerifyLedger(), Ct)).IsOk);
    }
}
