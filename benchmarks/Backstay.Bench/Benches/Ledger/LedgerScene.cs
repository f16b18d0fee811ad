using Backstay.Core.Ledger;
using Backstay.Core.Registry;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Node;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>A sequencer on a real ledger file in this process, replayed from what is there.</summary>
internal sealed class LedgerScene : IAsyncDisposable
{
    private static readonly Actor Actor = new("bench", null, "bench");

    private readonly CancellationTokenSource _stop = new();
    private readonly string _path;
    private readonly SqliteLedgerStore _store;
    private readonly Task _running;
    private int _commands;

    private LedgerScene(string path, SqliteLedgerStore store, WorldState root, MerkleTree tree, EarlierStates earlier)
    {
        _path = path;
        _store = store;
        Tree = tree;
        Earlier = earlier;
        Sequencer = new Sequencer("default", store, root, [earlier], (TimeProvider.System, new SystemIdSource()), new SequencerOptions()) { Tree = tree };
        _running = Task.Run(() => Sequencer.RunAsync(_stop.Token));
    }

    public Sequencer Sequencer { get; }

    public MerkleTree Tree { get; }

    public EarlierStates Earlier { get; }

    /// <summary>How often all callers waited for a checkpoint, and the longest time.</summary>
    public (long Waits, TimeSpan Longest) CheckpointWaits => _store.CheckpointWaits;

    public static async Task<LedgerScene> OpenAsync(string path)
    {
        var store = SqliteLedgerStore.Open(path);
        var tree = new MerkleTree();
        var earlier = new EarlierStates(store, EarlierStates.Default);
        var head = await store.GetHeadAsync(CancellationToken.None);
        var root = await LedgerReplay.FoldAsync(store, WorldState.Empty, head, record => tree.Append(record.LeafHash), earlier.Offer, CancellationToken.None);
        return new LedgerScene(path, store, root.Value, tree, earlier);
    }

    /// <summary>After this one was disposed: the same file with a new connection and a new sequencer, and nothing read again.</summary>
    public LedgerScene Reopen()
    {
        var store = SqliteLedgerStore.Open(_path);
        return new(_path, store, Sequencer.Current, Tree, new EarlierStates(store, EarlierStates.Default));
    }

    /// <summary>Commits one registration under a key of its own; answers when it is durable.</summary>
    public async Task RegisterAsync(RegisterVersion command)
    {
        var id = Interlocked.Increment(ref _commands);
        var answer = await Sequencer.SubmitAsync(new Submission(command, Actor, $"{command.Version}#{id}"), CancellationToken.None);
        if (!answer.IsOk)
        {
            throw new Harness.BenchFailedException($"{command.Version} was refused: {answer.Problem}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _store.DisposeAsync();
        Earlier.Dispose();
        _stop.Dispose();
    }
}
