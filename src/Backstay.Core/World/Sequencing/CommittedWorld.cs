using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>The newest committed state: what is durable is folded into it, shown to all, and told to the listeners and callers.</summary>
internal sealed class CommittedWorld(ILedgerStore store, WorldState root, IReadOnlyList<ICommitListener> listeners)
{
    private volatile WorldState _root = root;

    public WorldState Root => _root;

    /// <summary>Grows before a root that it must cover is shown; null where nobody needs one.</summary>
    public MerkleTree? Tree { get; set; }

    /// <summary>A batch is durable: shows it, tells the listeners, then answers its callers.</summary>
    public async Task PublishAsync(DecidedBatch decided, IReadOnlyList<PendingCommand> batch)
    {
        if (decided.Records.Count > 0)
        {
            Show(decided.Root.Settle(), decided.Records, decided.Facts);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Tell(await AnswerAsync(decided, decided.Outcomes[i]));
        }
    }

    /// <summary>Another writer appended: folds what it added.</summary>
    /// <exception cref="LedgerBrokenException">It can't be read.</exception>
    public async Task CatchUpAsync()
    {
        var head = await store.GetHeadAsync(CancellationToken.None);
        var records = new List<LedgerRecord>();
        var caughtUp = await LedgerReplay.FoldToEndAsync(store, _root, head, records.Add, onEnd: null, CancellationToken.None);
        Show(caughtUp.IsOk ? caughtUp.Value : throw new LedgerBrokenException(caughtUp.Problem.Message, inner: null), records, facts: []);
    }

    private void Show(WorldState root, List<LedgerRecord> records, IReadOnlyList<CommittedFact> facts)
    {
        if (Tree is { } tree)
        {
            for (var i = 0; i < records.Count; i++)
            {
                tree.Append(records[i].LeafHash);
            }
        }

        var before = _root;
        _root = root;
        var committed = new CommittedBatch(before, root, records, facts);
        foreach (var listener in listeners)
        {
            listener.OnCommitted(committed);
        }
    }

    private async ValueTask<Result<CommandReceipt>> AnswerAsync(DecidedBatch decided, DecidedCommand outcome)
    {
        if (outcome.Refused is { } problem)
        {
            return problem;
        }

        if (outcome.Repeats is not { } repeats)
        {
            // Where its own last entry is, as a repeat says it too; not where the batch ends that it shares with others.
            var facts = FactsOf(decided, outcome);
            return new CommandReceipt(facts.IsEmpty ? decided.Root.Position : facts[^1].Seq, facts, Replayed: false);
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
        await foreach (var record in store.ReadAsync(repeats.FirstSeq, repeats.FirstSeq + repeats.Of - 1, CancellationToken.None))
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
}
