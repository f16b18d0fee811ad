using System.Net;
using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Durability;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;

namespace Backstay.EndToEnd.Tests.Faults;

/// <summary>
/// A server starts, with its ledger or without, and can't read the file of one hosted model: that release is cold, and the log
/// says why; everything else is served, and a ledger that comes later is taken up.
/// </summary>
public sealed class UnreadableObjectTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_its_release_is_cold_with_the_ledger_and_without(bool withLedger)
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        PutFolderInPlaceOf(data, await HostedSums.ServeAsync(scene.Client, Ct));
        await scene.Server.KillAsync(Ct);
        if (!withLedger)
        {
            Directory.Delete(Path.Combine(data, "ledger"), recursive: true);
        }

        await scene.StartAgainAsync();

        Assert.Equal(!withLedger, scene.Server.Output.Contains("DEGRADED", StringComparison.Ordinal));
        await AssertOnlySumsIsColdAsync(scene);
    }

    [Fact]
    public async Task A_ledger_that_comes_later_is_taken_up_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        await using var scene = await RolloutScene.StartAsync(data);
        var model = await HostedSums.ServeAsync(scene.Client, Ct);
        await scene.Server.KillAsync(Ct);
        PutFolderInPlaceOf(data, model);
        using var held = await HeldLedger.TakeAsync(Path.Combine(data, "ledger", "default.db"));
        await scene.StartAgainAsync();
        Assert.Contains("DEGRADED", scene.Server.Output, StringComparison.Ordinal);

        Directory.CreateDirectory(data + ".ready.new"); // nor can the ready file be written anew
        held.Dispose();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (!await TrySetAsync(scene.Client))
        {
            Assert.False(patience.IsCancellationRequested, $"No command is accepted. The server said:\n{scene.Server.Output}");
            await Task.Delay(50, Ct);
        }

        await AssertOnlySumsIsColdAsync(scene);
    }

    /// <summary>A disk that answers EIO to the first read, which is at the start.</summary>
    [Fact]
    public async Task A_read_that_fails_is_no_different()
    {
        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        Digest model;
        await using (var before = ServerProcess.Start(data))
        {
            using var client = new BackstayClient(await before.ReadyAsync(Ct), token: null);
            model = await HostedSums.ServeAsync(client, Ct);
            await before.KillAsync(Ct);
        }

        await using var server = ServerProcess.StartHeld(data);
        await using var strace = await Strace.InjectAsync(server.Id, "pread64", "error=EIO", [PathOf(data, model)], Ct);
        server.GoOn();
        await server.ReadyAsync(Ct);

        Assert.True(await strace.CountFaultsAsync(Ct) > 0);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), await HostedSums.AskAsync(server.Addresses.Gateway, token: null, Ct));
        Assert.Contains($"release {HostedSums.Release} stays cold: object-unreadable", server.Output, StringComparison.Ordinal);
    }

    private static async Task AssertOnlySumsIsColdAsync(RolloutScene scene)
    {
        Assert.All(await scene.CallAsync(5), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), await HostedSums.AskAsync(scene.Server.Addresses.Gateway, token: null, Ct));
        Assert.Contains($"release {HostedSums.Release} stays cold: object-unreadable", scene.Server.Output, StringComparison.Ordinal);
    }

    private static async Task<bool> TrySetAsync(BackstayClient client)
    {
        try
        {
            await client.SetSystemAsync(
                Name.Parse("later"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "a command" }, idempotencyKey: null, Ct);
            return true;
        }
        catch (BackstayException notYet) when (notYet.Problem.Status is 0 or 503)
        {
            return false;
        }
    }

    private static string PathOf(string data, Digest digest) => Path.Combine(data, "objects", "sha256", digest.ToHex()[..2], digest.ToHex()[2..]);

    /// <summary>Nobody can read it, not even who may read everything.</summary>
    private static void PutFolderInPlaceOf(string data, Digest digest)
    {
        File.Delete(PathOf(data, digest));
        Directory.CreateDirectory(PathOf(data, digest));
    }
}
