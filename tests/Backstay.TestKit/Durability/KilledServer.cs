using System.Diagnostics;
using Backstay.Client;
using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.TestKit.Durability.Writings;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;

namespace Backstay.TestKit.Durability;

/// <summary>
/// A data folder whose server is killed again and again, each time in the middle of something. After each kill the disk is
/// looked at, and once the next server is ready everything that was acknowledged.
/// </summary>
internal sealed class KilledServer
{
    private const int MostUploaded = 2 << 20;

    private readonly string _data;
    private readonly string _admin;
    private readonly CancellationToken _ct;
    private readonly Random _random;
    private readonly ObjectFolder _objects;
    private readonly Writer[] _writers;
    private readonly RolloutTraffic _rollouts;
    private TimeSpan _lastStart = TimeSpan.FromMilliseconds(900);

    private KilledServer(string data, string admin, int writers, int seed, CancellationToken ct)
    {
        (_data, _admin, _ct) = (data, admin, ct);
        _random = new Random(seed);
        _objects = new ObjectFolder(data);
        _writers = [.. Enumerable.Range(0, writers).Select(number => new Writer(number, seed + 1 + number))];
        _rollouts = new RolloutTraffic(admin, seed);
    }

    public KillCounts Kills { get; } = new();

    public IEnumerable<(string Kind, int Count)> Acknowledged =>
        _writers.SelectMany(writer => writer.Acknowledged).Append(("Rollout", _rollouts.Started));

    /// <summary>A fresh data folder with an administrator and two releases, whose server was killed right after it answered.</summary>
    /// <param name="backend">What both releases stand for.</param>
    public static async Task<KilledServer> CreateAsync(string data, Uri backend, int writers, int seed, CancellationToken ct)
    {
        await using var server = ServerProcess.Start(data);
        var api = await server.ReadyAsync(ct);
        var admin = await CreateAdminAsync(api, ct);
        using var client = new BackstayClient(api, admin);
        await TwoReleases.PrepareAsync(client, backend, backend, alerts: null, ct);
        await server.KillAsync(ct);
        return new KilledServer(data, admin, writers, seed, ct);
    }

    /// <summary>The token of the first administrator.</summary>
    public static async Task<string> CreateAdminAsync(Uri api, CancellationToken ct)
    {
        using var client = new BackstayClient(api, token: null);
        var created = await new TokenClient(client).CreateAsync(
            new NewToken { Name = Name.Parse("root"), Scope = TokenScope.Admin, Holder = "root", LifetimeDays = 30 }, idempotencyKey: null, ct);
        return created.Secret ?? throw new InvalidOperationException("A fresh token has a secret.");
    }

    /// <summary>One cycle for each of these.</summary>
    public async Task RunAsync(IEnumerable<KillPhase> phases)
    {
        foreach (var phase in phases)
        {
            await using var server = ServerProcess.Start(_data);
            await (phase switch
            {
                KillPhase.Start => KillInStartAsync(server),
                KillPhase.Load => KillUnderLoadAsync(server),
                KillPhase.Upload => KillInUploadAsync(server),
                KillPhase.Checkpoint => KillInCheckpointAsync(server),
                KillPhase.Rollout => KillInRolloutAsync(server),
                _ => throw new UnreachableException($"There is no phase {phase}."),
            });
            Kills.Count(phase);
            _objects.AssertWhole();
            if (phase != KillPhase.Start)
            {
                // What a start that was killed left lying there was counted before.
                Kills.HalfUploads += _objects.Unfinished;
            }
        }
    }

    /// <summary>The last start: everything once more, byte for byte, the ledger whole and the state what a replay gives.</summary>
    /// <returns>Entries of the ledger, each of them hashed again.</returns>
    public async Task<long> AssertAllAsync()
    {
        await using var server = ServerProcess.Start(_data);
        using var client = new BackstayClient(await CheckedAsync(server, all: true), _admin);
        var entries = await new FinalCheck(_data, _writers).RunAsync(client, server, _ct);
        _objects.AssertWhole();
        Assert.Equal(0, _objects.Unfinished);
        return entries;
    }

    private async Task KillInStartAsync(ServerProcess server)
    {
        // Beyond the last one's length as well, so that the end of the start is met too.
        var instant = _random.NextDouble() * 1.2 * _lastStart;
#pragma warning disable RS0030 // a process of its own keeps real time; which instant it is hit at is the point
        await Task.Delay(instant, TimeProvider.System, _ct);
#pragma warning restore RS0030
        Kills.BeforeReady += server.IsReady ? 0 : 1;
        await server.KillAsync(_ct);
    }

    /// <summary>Kills it right after some acknowledgement, while the other writers wait for theirs.</summary>
    private async Task KillUnderLoadAsync(ServerProcess server)
    {
        var api = await CheckedAsync(server, all: false);
        var after = _random.Next(60);
        var count = 0;
        await KillWhenAsync(server, enough => _writers.Select(writer => writer.RunAsync(
            api, _admin, () => _ = Interlocked.Increment(ref count) >= after && enough.TrySetResult(), _ct)));
    }

    /// <summary>Kills it when some part of an upload was sent, from nothing to all of it, while the other writers write.</summary>
    private async Task KillInUploadAsync(ServerProcess server)
    {
        var api = await CheckedAsync(server, all: false);
        var size = _random.Next(1, MostUploaded);
        var reached = _random.Next(size + 1);
        await KillWhenAsync(server, now => _writers.Skip(1)
            .Select(writer => writer.RunAsync(api, _admin, () => { }, _ct))
            .Append(_writers[0].UploadAsync(api, _admin, size, new Tripwire(reached, () => now.TrySetResult()), _ct)));
    }

    /// <summary>Kills it at some write into the ledger's file itself: while it runs, only moving the write-ahead log makes any.</summary>
    private async Task KillInCheckpointAsync(ServerProcess server)
    {
        const int MostWrites = 150;
        var api = await CheckedAsync(server, all: false);
        var ledger = Path.Combine(_data, "ledger", "default.db");
        WriteTrap? trap = null;
        try
        {
            await KillWhenAsync(server, now =>
            {
                trap = new WriteTrap(ledger, _random.Next(1, MostWrites), () => now.TrySetResult());
                return _writers.Select(writer => writer.FillAsync(api, _admin, _ct));
            });
        }
        finally
        {
            trap?.Dispose();
        }

        Kills.HalfCheckpoints += WalIndex.IsInCheckpoint(ledger) ? 1 : 0;
    }

    /// <summary>Kills it after some answer to a caller, or as soon as some step was entered.</summary>
    private async Task KillInRolloutAsync(ServerProcess server)
    {
        const int MostAnswers = 150;
        const int MostMoves = 4;
        await CheckedAsync(server, all: false);
        var atMove = _random.Next(2) == 0;
        var left = atMove ? _random.Next(1, MostMoves) : _random.Next(1, MostAnswers);
        await KillWhenAsync(server, now =>
        [
            _rollouts.RunAsync(
                server.Addresses, moved => _ = moved == atMove && Interlocked.Decrement(ref left) <= 0 && now.TrySetResult(), _ct),
        ]);
    }

    private async Task KillWhenAsync(ServerProcess server, Func<TaskCompletionSource, IEnumerable<Task>> work)
    {
        var now = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = work(now).ToArray();

        // A writer that fails ends the wait as well, and says so below.
        await Task.WhenAny([now.Task, .. working]);
        await server.KillAsync(_ct);
        await Task.WhenAll(working);
    }

    private async Task<Uri> CheckedAsync(ServerProcess server, bool all)
    {
        var watch = Stopwatch.StartNew();
        var api = await server.ReadyAsync(_ct);
        _lastStart = watch.Elapsed;
        Assert.True(_objects.Unfinished == 0, $"{_objects.Unfinished} half uploads are still there after a start.");
        using var client = new BackstayClient(api, _admin);
        foreach (var writer in _writers)
        {
            await writer.CheckAsync(client, all, _ct);
        }

        Kills.HalfRollouts += await _rollouts.CheckAsync(client, _ct) ? 1 : 0;
        return api;
    }
}
