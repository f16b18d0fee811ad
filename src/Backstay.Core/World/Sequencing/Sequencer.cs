using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// One per workspace: turns commands into committed entries. It takes a batch from a bounded queue, decides each
/// command against exactly the state that its entries will follow, appends the batch in one transaction, publishes
/// the new root, tells the listeners, and only then acknowledges. So commands are serialisable without locks.
/// </summary>
public sealed class Sequencer
{
    private readonly ILedgerStore _store;
    private readonly BatchDecider _decider;
    private readonly IReadOnlyList<ICommitListener> _listeners;
    private readonly TimeProvider _time;
    private readonly IIdSource _ids;
    private readonly SequencerOptions _options;
    private readonly Channel<Pending> _queue;
    private volatile WorldState _root;
    private volatile Problem? _broken;

    public Sequencer(
        string workspace,
        ILedgerStore store,
        WorldState root,
        IReadOnlyList<ICommitListener> listeners,
        (TimeProvider Time, IIdSource Ids) environment,
        SequencerOptions options)
    {
        _store = store;
        _decider = new BatchDecider(workspace);
        _listeners = listeners;
        (_time, _ids) = environment;
        _options = options;
        _root = root;
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.QueueCapacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });
    }

    /// <summary>
    /// The ledger's Merkle tree up to where this sequencer begins; null where nobody needs one. It grows before a root that
    /// it must cover is published, so that whoever sees a position finds its tree.
    /// </summary>
    public MerkleTree? Tree { get; init; }

    /// <summary>
    /// Whether this node could not answer with a release at an endpoint this very moment; asked where a rollback has a choice.
    /// Never waits. Until somebody says so, nothing is cold.
    /// </summary>
    public Func<WorldState, Name, Name, bool> IsCold
    {
        get => _decider.IsCold;
        set => _decider.IsCold = value;
    }

    /// <summary>The committed state. Hold it to see one consistent position.</summary>
    public WorldState Current => _root;

    /// <summary>Why nothing more is accepted until a restart; null while all is well.</summary>
    public Problem? Broken => _broken;

    /// <summary>Commands in the queue now, of <see cref="SequencerOptions.QueueCapacity"/>.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Commits a command and answers when it is durable, or says why not.</summary>
    /// <remarks>
    /// Cancelling stops waiting, not the command: it may still be committed, and the same idempotency key finds out.
    /// </remarks>
    public async Task<Result<CommandReceipt>> SubmitAsync(Submission submission, CancellationToken ct)
    {
        if (_broken is { } broken)
        {
            return broken;
        }

        submission.Prepare();
        var pending = new Pending(submission);
        if (!_queue.Writer.TryWrite(pending))
        {
            return Problem.Unavailable("ledger-busy", "Too many commands are waiting.", "Try again in a moment with the same idempotency key.");
        }

        return await pending.Answer.Task.WaitAsync(ct);
    }

    /// <summary>Runs until cancelled; commands still waiting then are refused, none is half done.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var batch = new List<Pending>(_options.MaxBatch);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(ct))
            {
                batch.Clear();
                while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var pending))
                {
                    batch.Add(pending);
                }

                await CommitAsync(batch);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _broken = Problem.Unavailable("stopping", "The server is stopping.", "Try again with the same idempotency key.");
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var pending))
            {
                pending.Answer.TrySetResult(_broken);
            }
        }
    }

    // Not cancellable: a batch that reached the store is followed to its end, so that every caller learns the truth.
    private async Task CommitAsync(List<Pending> batch)
    {
        if (_broken is { } broken)
        {
            Refuse(batch, broken);
            return;
        }

        try
        {
            while (!await TryCommitAsync(batch))
            {
                await CatchUpAsync();
            }
        }
        catch (LedgerFullException full)
        {
            Refuse(batch, Problem.Unavailable(
                "ledger-full", $"There is no space to write: {full.Message}", "Nothing was recorded. Free space; no restart is needed."));
        }
        catch (LedgerLockedException locked)
        {
            Refuse(batch, Problem.Unavailable(
                "ledger-locked", locked.Message, "Nothing was recorded. End what holds the file; no restart is needed."));
        }
#pragma warning disable CA1031 // any other failure leaves durability in doubt: stop accepting, whatever it was
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _broken = Problem.Unavailable(
                "ledger-broken",
                $"The ledger can't be written: {failure.Message}",
                "Traffic goes on. Mend the disk or database and restart; then repeat with the same idempotency key.");
            Refuse(batch, _broken);
        }
    }

    private async Task<bool> TryCommitAsync(List<Pending> batch)
    {
        var before = _root;
        var seed = new byte[Digest.Size];
        _ids.FillRandom(seed);
        var decided = _decider.Decide(before, [.. batch.Select(p => p.Submission)], _time.GetUtcNow(), new Digest(seed));
        if (decided.Records.Count > 0)
        {
            try
            {
                await _store.AppendAsync(before.Position, decided.Records, decided.SealedTexts, CancellationToken.None);
            }
            catch (LedgerHeadMovedException)
            {
                return false;
            }

            Publish(decided.Root.Settle(), decided.Records);
            var committed = new CommittedBatch(before, _root, decided.Records, decided.Facts);
            foreach (var listener in _listeners)
            {
                listener.OnCommitted(committed);
            }
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Answer.TrySetResult(await AnswerAsync(decided, decided.Outcomes[i]));
        }

        return true;
    }

    private async Task<Result<CommandReceipt>> AnswerAsync(DecidedBatch decided, DecidedCommand outcome)
    {
        if (outcome.Refused is { } problem)
        {
            return problem;
        }

        if (outcome.Repeats is not { } repeats)
        {
            return new CommandReceipt(
                decided.Root.Position, FactsOf(decided, outcome), Replayed: false);
        }

        try
        {
            return await RebuildAsync(repeats);
        }
#pragma warning disable CA1031 // whatever a read says, the ledger itself can still be written
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Problem.Unavailable(
                "ledger-unread", $"The command was recorded at {repeats.FirstSeq}, but its answer can't be read: {failure.Message}", "Try again with the same idempotency key.");
        }
    }

    private static ImmutableArray<CommittedFact> FactsOf(DecidedBatch decided, DecidedCommand outcome)
    {
        var facts = new CommittedFact[outcome.FactCount];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = decided.Facts[outcome.FirstFact + i];
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(facts);
    }

    /// <summary>The first answer, rebuilt from its entries.</summary>
    private async Task<Result<CommandReceipt>> RebuildAsync(RememberedCommand repeats)
    {
        var facts = new List<CommittedFact>(repeats.Of);
        await foreach (var record in _store.ReadAsync(repeats.FirstSeq, repeats.FirstSeq + repeats.Of - 1, CancellationToken.None))
        {
            var decoded = LedgerReplay.Decode(record);
            if (!decoded.IsOk)
            {
                return decoded.Problem;
            }

            var (entry, fact) = decoded.Value;
            facts.Add(new CommittedFact(new EntryHead(entry.Seq, entry.Time, entry.Actor), entry.Command, fact));
        }

        return new CommandReceipt(repeats.FirstSeq + repeats.Of - 1, [.. facts], Replayed: true);
    }

    /// <summary>Another writer appended first: fold what it added, then decide again.</summary>
    private async Task CatchUpAsync()
    {
        var before = _root;
        var head = await _store.GetHeadAsync(CancellationToken.None);
        var records = new List<LedgerRecord>();
        var root = await LedgerReplay.FoldAsync(_store, before, head, records.Add, CancellationToken.None);
        Publish(root.IsOk ? root.Value : throw new LedgerBrokenException(root.Problem.Message, inner: null), records);
        var committed = new CommittedBatch(before, _root, records, Facts: []);
        foreach (var listener in _listeners)
        {
            listener.OnCommitted(committed);
        }
    }

    private void Publish(WorldState root, IReadOnlyList<LedgerRecord> records)
    {
        if (Tree is { } tree)
        {
            foreach (var record in records)
            {
                tree.Append(record.LeafHash);
            }
        }

        _root = root;
    }

    private static void Refuse(List<Pending> batch, Problem problem)
    {
        foreach (var pending in batch)
        {
            pending.Answer.TrySetResult(problem);
        }
    }

    private sealed class Pending(Submission submission)
    {
        public Submission Submission { get; } = submission;

        public TaskCompletionSource<Result<CommandReceipt>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
