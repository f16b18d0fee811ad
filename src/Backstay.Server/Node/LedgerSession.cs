using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Node;

/// <summary>One workspace's ledger in use: the store, the state folded from it, its sequencer and its checkpoints.</summary>
public sealed class LedgerSession : IDisposable
{
    public const string Workspace = "default";

    private readonly Installation _installation;
    private readonly SemaphoreSlim _checkpointGate = new(1, 1);
    private volatile Problem? _left;

    private readonly EarlierStates _earlier;

    private LedgerSession(ILedgerStore store, Sequencer sequencer, MerkleTree tree, EarlierStates earlier, Installation installation)
    {
        Store = store;
        Sequencer = sequencer;
        _earlier = earlier;
        Tree = tree;
        _installation = installation;
    }

    public ILedgerStore Store { get; }

    public Sequencer Sequencer { get; }

    public WorldState Current => Sequencer.Current;

    /// <summary>Why nothing more is accepted until a restart; null while all is well.</summary>
    public Problem? Broken => Sequencer.Broken ?? _left;

    public MerkleTree Tree { get; }

    /// <summary>The log's name in its checkpoints.</summary>
    public string Origin => _installation.Signer.Name;

    public CheckpointVerifier Verifier => _installation.Signer.Verifier;

    /// <summary>The text form of the key that checks this ledger's checkpoints.</summary>
    public string VerifierKey => _installation.Signer.Verifier.ToString();

    /// <summary>Replays the ledger; refuses to start on one that is damaged.</summary>
    public static async Task<LedgerSession> OpenAsync(
        ILedgerStore store,
        Installation installation,
        IReadOnlyList<ICommitListener> listeners,
        (TimeProvider Time, IIdSource Ids) environment,
        CancellationToken ct)
    {
        var tree = new MerkleTree();
        var head = await store.GetHeadAsync(ct);
        var earlier = new EarlierStates(store, EarlierStates.Default);
        var root = await LedgerReplay.FoldToEndAsync(store, WorldState.Empty, head, record => tree.Append(record.LeafHash), earlier.Offer, ct);
        if (!root.IsOk)
        {
            throw new LedgerBrokenException($"{root.Problem.Message} {root.Problem.Hint}", inner: null);
        }

        var sequencer = new Sequencer(Workspace, store, root.Value, [.. listeners, earlier], environment, new SequencerOptions()) { Tree = tree };
        return new LedgerSession(store, sequencer, tree, earlier, installation);
    }

    /// <summary>The store accepts nothing more, and no command has met that yet.</summary>
    public void NoteLeft(string why) => _left = Problem.Unavailable("ledger-broken", why, "Traffic goes on. See what 'backstay ledger verify' says, and restart.");

    public void Dispose()
    {
        _checkpointGate.Dispose();
        _earlier.Dispose();
    }

    /// <inheritdoc cref="EarlierStates.ReadAtAsync"/>
    public Task<Result<WorldState>> ReadAtAsync(long position, CancellationToken ct) => _earlier.ReadAtAsync(Current, position, ct);

    /// <summary>All of the state as it was at an earlier position, which must be the end of a command.</summary>
    public Task<Result<WorldState>> StateAtAsync(long position, CancellationToken ct) => _earlier.WholeAtAsync(Current, position, ct);

    /// <summary>Signs the present size and root, keeps the note durably, then hands it out.</summary>
    public async Task<Result<string>> IssueCheckpointAsync(CancellationToken ct)
    {
        await _checkpointGate.WaitAsync(ct);
        try
        {
            var size = Current.Position;
            var checkpoint = new Checkpoint(_installation.Signer.Name, size, Tree.RootAt(size));
            var note = _installation.Signer.Sign(checkpoint);
            if (!note.IsOk)
            {
                return note.Problem;
            }

            var text = note.Value.ToString();
            await Store.SaveCheckpointAsync(new StoredCheckpoint(size, text), ct);
            return text;
        }
        finally
        {
            _checkpointGate.Release();
        }
    }
}
