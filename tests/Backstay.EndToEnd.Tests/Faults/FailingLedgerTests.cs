using System.Net;
using System.Text.RegularExpressions;
using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Faults;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>The real server when its ledger's file can't be synced, or has no space for a while: what callers are told, and what goes on.</summary>
public sealed partial class FailingLedgerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_failed_sync_nothing_more_is_accepted_until_a_restart_while_traffic_and_reads_go_on()
    {
        using var folder = new TemporaryFolder();
        await using var scene = await RolloutScene.StartAsync(folder.File("data"));
        var before = await scene.Client.SetSystemAsync(Name.Parse("before"), Request(1), idempotencyKey: null, Ct);
        await using (var strace = await Strace.InjectAsync(scene.Server.Id, "fdatasync", "error=EIO:when=1", [LogOf(folder)], Ct))
        {
            Assert.Equal((503, "ledger-broken"), await RefusedAsync(() => scene.Client.SetSystemAsync(Name.Parse("lost"), Request(1), idempotencyKey: null, Ct)));
            Assert.Equal(1, await strace.CountFaultsAsync(Ct));
        }

        // The disk is well again, and nobody knows what is on it.
        for (var i = 2; i < 5; i++)
        {
            Assert.Equal((503, "ledger-broken"), await RefusedAsync(() => scene.Client.SetSystemAsync(Name.Parse("before"), Request(i), idempotencyKey: null, Ct)));
            Assert.Equal((503, "ledger-broken"), await RefusedAsync(() => new LedgerClient(scene.Client).CheckpointAsync(Ct)));
        }

        await AssertServesAsync(scene, before.Position);
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        Assert.True((await new LedgerClient(scene.Client).HeadAsync(withDigest: false, Ct)).Size >= before.Position);
        var after = await scene.Client.SetSystemAsync(Name.Parse("before"), Request(9), idempotencyKey: null, Ct);
        await AssertServesAsync(scene, after.Position);
    }

    [Fact]
    public async Task Without_space_callers_are_told_and_nothing_is_recorded_until_there_is_space_again()
    {
        using var folder = new TemporaryFolder();
        await using var scene = await RolloutScene.StartAsync(folder.File("data"));
        var before = await scene.Client.SetSystemAsync(Name.Parse("before"), Request(1), idempotencyKey: null, Ct);
        await using (var strace = await Strace.InjectAsync(scene.Server.Id, "pwrite64", "error=ENOSPC", [LogOf(folder)], Ct))
        {
            for (var i = 2; i < 5; i++)
            {
                Assert.Equal((503, "ledger-full"), await RefusedAsync(() => scene.Client.SetSystemAsync(Name.Parse("before"), Request(i), idempotencyKey: null, Ct)));
                Assert.Equal((503, "ledger-full"), await RefusedAsync(() => new LedgerClient(scene.Client).CheckpointAsync(Ct)));
            }

            await AssertServesAsync(scene, before.Position);
            Assert.True(await strace.CountFaultsAsync(Ct) >= 6);
        }

        var after = await scene.Client.SetSystemAsync(Name.Parse("before"), Request(9), idempotencyKey: null, Ct);
        Assert.Equal(before.Position + 1, after.Position);
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
        await AssertServesAsync(scene, after.Position);
    }

    /// <summary>What the system sees of the promise: between the write of a batch and its acknowledgement lies a sync.</summary>
    [Fact]
    public async Task A_command_is_written_and_synced_before_it_is_acknowledged()
    {
        const int Commands = 12;
        using var folder = new TemporaryFolder();
        await using var scene = await RolloutScene.StartAsync(folder.File("data"));
        await using var strace = await Strace.WatchAsync(scene.Server.Id, "pwrite64,fdatasync,fsync,sendto,sendmsg,write,writev", Ct);
        for (var i = 1; i <= Commands; i++)
        {
            await scene.Client.SetSystemAsync(Name.Parse("watched"), Request(i), idempotencyKey: null, Ct);
        }

        var order = new SyncOrder(LogOf(folder), "HTTP/1.1 2").Read(await strace.LetGoAsync(Ct));

        Assert.Empty(order.Early);
        Assert.Equal(Commands, order.Covered);
    }

    /// <summary>The same where commands of many callers go in batches: each is told only behind a sync that followed its own write.</summary>
    [Fact]
    public async Task Each_of_many_commands_at_once_is_synced_before_it_is_acknowledged()
    {
        const int Commands = 64;
        using var folder = new TemporaryFolder();
        await using var scene = await RolloutScene.StartAsync(folder.File("data"));
        await using var strace = await Strace.WatchAsync(scene.Server.Id, "pwrite64,fdatasync,fsync,sendto,sendmsg,write,writev", Ct);

        await Task.WhenAll(Enumerable.Range(0, Commands).Select(i => scene.Client.SetSystemAsync(Name.Parse($"traced-{i}-end"), Request(i), idempotencyKey: null, Ct)));

        var order = new OwnSyncOrder(LogOf(folder), TracedName()).Read(await strace.LetGoAsync(Ct));
        Assert.Empty(order.Early);
        Assert.Equal(Commands, order.Covered.Count);
        Assert.True(order.Syncs < Commands, $"{order.Syncs} syncs: no two commands went in one batch.");
    }

    [GeneratedRegex("traced-[0-9]+-end")]
    private static partial Regex TracedName();

    private static string LogOf(TemporaryFolder folder) => folder.File("data", "ledger", "default.db-wal");

    private static SetSystemRequest Request(int minor) => new() { Version = new SemanticVersion(1, minor, 0, null), Why = "To see whether it is kept." };

    private static async Task<(int Status, string Code)> RefusedAsync(Func<Task> write)
    {
        var refused = await Assert.ThrowsAsync<BackstayException>(write);
        return (refused.Problem.Status, refused.Problem.Code);
    }

    private static async Task AssertServesAsync(RolloutScene scene, long position)
    {
        Assert.All(await scene.CallAsync(10), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
        Assert.Equal(position, (await new LedgerClient(scene.Client).HeadAsync(withDigest: false, Ct)).Size);
    }
}
