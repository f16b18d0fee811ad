using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.EndToEnd.Tests.Durability.Writings;
using Backstay.EndToEnd.Tests.Support;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.EndToEnd.Tests.Durability;

/// <summary>
/// A data folder whose server is killed again and again: under load, in the middle of an upload, and while it starts. After
/// each kill the disk is looked at, and once the next server is ready everything that was acknowledged.
/// </summary>
internal sealed class KilledServer(string data, string admin, int writers, int seed)
{
    private const int MostUploaded = 2 << 20;

    private readonly Random _random = new(seed);
    private readonly ObjectFolder _objects = new(data);
    private readonly Writer[] _writers = [.. Enumerable.Range(0, writers).Select(number => new Writer(number, seed + 1 + number))];

    /// <summary>Uploads of which half a file was left behind.</summary>
    public int HalfUploads { get; private set; }

    /// <summary>Kills before the server was ready.</summary>
    public int KilledInStart { get; private set; }

    public IEnumerable<(string Kind, int Count)> Acknowledged => _writers.SelectMany(writer => writer.Acknowledged);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<KilledServer> CreateAsync(string data, int writers, int seed) =>
        new(data, await CreateAdminAsync(data), writers, seed);

    /// <summary>The token of a fresh data folder's administrator, whose server was killed right after it answered.</summary>
    public static async Task<string> CreateAdminAsync(string data)
    {
        await using var server = ServerProcess.Start(data);
        using var client = new BackstayClient(await server.ReadyAsync(Ct), token: null);
        var created = await new TokenClient(client).CreateAsync(
            new NewToken { Name = Name.Parse("root"), Scope = TokenScope.Admin, Holder = "root", LifetimeDays = 30 }, idempotencyKey: null, Ct);
        await server.KillAsync(Ct);
        return created.Secret ?? throw new InvalidOperationException("A fresh token has a secret.");
    }

    public async Task RunAsync(int cycles)
    {
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await using var server = ServerProcess.Start(data);
            switch (cycle % 4)
            {
                case 1:
                    await KillInUploadAsync(server);
                    break;
                case 3:
                    await KillInStartAsync(server);
                    _objects.AssertWhole();
                    continue; // what was left behind, if it still lies there, was counted
                default:
                    await KillUnderLoadAsync(server);
                    break;
            }

            _objects.AssertWhole();
            HalfUploads += _objects.Unfinished;
        }
    }

    /// <summary>The last start: everything once more, byte for byte, the ledger whole and the state what a replay gives.</summary>
    public async Task AssertAllAsync()
    {
        await using var server = ServerProcess.Start(data);
        using var client = new BackstayClient(await CheckedAsync(server, all: true), admin);
        await AssertRepeatsAsync(client);
        await AssertLedgerAsync(client);
        var state = await new LedgerClient(client).StateAsync(at: null, Ct);
        Assert.Equal(0, await server.StopAsync(Ct));
        Assert.Equal(state.Digest, await ReplayAsync(state.Position));
        _objects.AssertWhole();
        Assert.Equal(0, _objects.Unfinished);
    }

    private async Task KillInStartAsync(ServerProcess server)
    {
#pragma warning disable RS0030 // a process of its own keeps real time; which instant it is hit at is the point
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(900)), TimeProvider.System, Ct);
#pragma warning restore RS0030
        KilledInStart += server.IsReady ? 0 : 1;
        await server.KillAsync(Ct);
    }

    /// <summary>Kills it right after some acknowledgement, while the other writers wait for theirs.</summary>
    private async Task KillUnderLoadAsync(ServerProcess server)
    {
        var api = await CheckedAsync(server, all: false);
        var after = _random.Next(60);
        var count = 0;
        await KillWhenAsync(server, enough => _writers.Select(writer => writer.RunAsync(
            api, admin, () => _ = Interlocked.Increment(ref count) >= after && enough.TrySetResult(), Ct)));
    }

    /// <summary>Kills it when some part of an upload was sent, from nothing to all of it, while the other writers write.</summary>
    private async Task KillInUploadAsync(ServerProcess server)
    {
        var api = await CheckedAsync(server, all: false);
        var size = _random.Next(1, MostUploaded);
        var reached = _random.Next(size + 1);
        await KillWhenAsync(server, now => _writers.Skip(1)
            .Select(writer => writer.RunAsync(api, admin, () => { }, Ct))
            .Append(_writers[0].UploadAsync(api, admin, size, new Tripwire(reached, () => now.TrySetResult()), Ct)));
    }

    private static async Task KillWhenAsync(ServerProcess server, Func<TaskCompletionSource, IEnumerable<Task>> write)
    {
        var now = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = write(now).ToArray();

        // A writer that fails ends the wait as well, and says so below.
        await Task.WhenAny([now.Task, .. writing]);
        await server.KillAsync(Ct);
        await Task.WhenAll(writing);
    }

    private async Task<Uri> CheckedAsync(ServerProcess server, bool all)
    {
        var api = await server.ReadyAsync(Ct);
        Assert.True(_objects.Unfinished == 0, $"{_objects.Unfinished} half uploads are still there after a start.");
        using var client = new BackstayClient(api, admin);
        foreach (var writer in _writers)
        {
            await writer.CheckAsync(client, all, Ct);
        }

        return api;
    }

    /// <summary>After a repeat under the same key everything is there, once, whether its first answer came or not.</summary>
    private async Task AssertRepeatsAsync(BackstayClient client)
    {
        var before = (await new TokenClient(client).ListAsync(Ct)).Select(token => token.Name.ToString()).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(before, _writers.SelectMany(writer => writer.Tokens.Known).Append("root").ToHashSet(StringComparer.Ordinal));
        var repeated = _writers.SelectMany(writer => writer.Tokens.ToRepeat).ToArray();
        foreach (var name in repeated)
        {
            var answer = await TokenWriting.CreateAsync(client, name, Ct);
            Assert.Equal(before.Contains(name), answer.Secret is null);
        }

        var created = await CreatedTokensAsync(client);
        Assert.Equal(created.Distinct(StringComparer.Ordinal).Count(), created.Count);
        Assert.Superset(repeated.ToHashSet(StringComparer.Ordinal), created.ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<List<string>> CreatedTokensAsync(BackstayClient client)
    {
        var names = new List<string>();
        long? from = 1;
        while (from is { } next)
        {
            var page = await new LedgerClient(client).EntriesAsync(next, limit: 500, "governance.token-created", Ct);
            names.AddRange(page.Entries.Select(entry => entry.Payload.GetProperty("token").GetString() ?? ""));
            from = page.Next;
        }

        return names;
    }

    private async Task AssertLedgerAsync(BackstayClient client)
    {
        var ledger = new LedgerClient(client);
        var ours = _writers.SelectMany(writer => writer.Checkpoints.Notes).ToArray();
        Assert.NotEmpty(ours);
        var kept = await ledger.CheckpointsAsync(Ct);
        var head = await ledger.HeadAsync(withDigest: false, Ct);
        var verification = await ledger.VerifyAsync(new VerifyLedger { Checkpoint = ours[^1], Key = head.VerifierKey }, Ct);
        Assert.Empty(verification.Findings);
        Assert.Equal(kept.Count + 1, verification.CheckpointsAgreed);
        Assert.Equal(head.Root, verification.Root);
    }

    /// <summary>The state digest folded afresh from the file, without the server.</summary>
    private async Task<Digest> ReplayAsync(long position)
    {
        await using var store = SqliteLedgerStore.OpenForReading(Path.Combine(data, "ledger", "default.db"));
        Assert.Equal(position, await store.GetHeadAsync(Ct));
        var world = await LedgerReplay.FoldAsync(store, WorldState.Empty, position, onRecord: null, Ct);
        return world.Value.ComputeDigest();
    }
}
