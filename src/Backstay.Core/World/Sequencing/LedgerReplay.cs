using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Decoded = (Backstay.Core.Ledger.LedgerRecord Record, Backstay.Core.Primitives.Result<(Backstay.Core.Ledger.LedgerEntry Entry, Backstay.Core.Ledger.IFact Fact)> Result);

namespace Backstay.Core.World.Sequencing;

/// <summary>Rebuilds the state from the ledger: at the start, at an earlier position, and to catch up.</summary>
public static class LedgerReplay
{
    // What is under way survives every collection meanwhile, and is moved by it: not more than keeps the others busy.
    private const int PageSize = 64;
    private const int PagesAhead = 4;

    /// <summary>
    /// Folds entries from <paramref name="root"/>'s position up to <paramref name="toSeq"/>, every leaf hash checked.
    /// </summary>
    /// <param name="onRecord">Sees each record in order; null where nobody needs them.</param>
    public static Task<Result<WorldState>> FoldAsync(
        ILedgerStore store, WorldState root, long toSeq, Action<LedgerRecord>? onRecord, CancellationToken ct) =>
        FoldAsync(store, root, toSeq, onRecord, onEnd: null, ct);

    /// <param name="onEnd">Sees the root after each command; null where nobody needs them.</param>
    public static Task<Result<WorldState>> FoldAsync(
        ILedgerStore store, WorldState root, long toSeq, Action<LedgerRecord>? onRecord, Action<WorldState>? onEnd, CancellationToken ct) =>
        FoldAsync(store, root, (toSeq, OnTop: false), (onRecord, onEnd), ct);

    /// <summary>
    /// As <see cref="FoldAsync(ILedgerStore, WorldState, long, Action{LedgerRecord}?, CancellationToken)"/> for a root that later
    /// ones grew out of: what is folded lies on top of it, and the logs that all of them share are left as they are.
    /// </summary>
    public static Task<Result<WorldState>> FoldOnTopAsync(ILedgerStore store, WorldState root, long toSeq, CancellationToken ct) =>
        FoldAsync(store, root, (toSeq, OnTop: true), (null, null), ct);

    /// <summary>
    /// As <see cref="FoldAsync(ILedgerStore, WorldState, long, Action{LedgerRecord}?, CancellationToken)"/>, up to the ledger's end:
    /// commands are appended whole, so that one whose end is missing is damage.
    /// </summary>
    /// <param name="onEnd">Sees the root after each command; null where nobody needs them.</param>
    public static async Task<Result<WorldState>> FoldToEndAsync(
        ILedgerStore store, WorldState root, long head, Action<LedgerRecord>? onRecord, Action<WorldState>? onEnd, CancellationToken ct)
    {
        var folded = await FoldRecordsAsync(store, root, (head, OnTop: false), (onRecord, onEnd), ct);
        return !folded.IsOk || folded.Value.Incomplete is not { } cut
            ? folded.Map(value => value.Root)
            : Damaged(head, $"is the ledger's last and only number {cut.Index + 1} of the {cut.Of} entries of its command: what followed was cut off");
    }

    private static async Task<Result<WorldState>> FoldAsync(
        ILedgerStore store,
        WorldState root,
        (long Seq, bool OnTop) to,
        (Action<LedgerRecord>? Record, Action<WorldState>? End) on,
        CancellationToken ct)
    {
        var folded = await FoldRecordsAsync(store, root, to, on, ct);
        return !folded.IsOk || folded.Value.Incomplete is null
            ? folded.Map(value => value.Root)
            : Problem.Invalid(
                "position", $"Entry {to.Seq} is in the middle of a command; readers stand only on ends of commands.", $"Try {to.Seq + 1}.");
    }

    /// <returns>The root, and the last entry's command where its end is not among what was folded.</returns>
    private static async Task<Result<(WorldState Root, CommandRef? Incomplete)>> FoldRecordsAsync(
        ILedgerStore store,
        WorldState root,
        (long Seq, bool OnTop) to,
        (Action<LedgerRecord>? Record, Action<WorldState>? End) on,
        CancellationToken ct)
    {
        CommandRef? incomplete = null;
        await foreach (var page in DecodedPagesAsync(store, root.Position + 1, to, ct))
        {
            foreach (var (record, decoded) in page)
            {
                if (!decoded.IsOk)
                {
                    return decoded.Problem;
                }

                var (entry, fact) = decoded.Value;
                if (entry.Seq != root.Position + 1)
                {
                    return Damaged(record.Seq, $"holds entry {entry.Seq}, where {root.Position + 1} is expected");
                }

                var folded = TryFold(root, entry, fact, to.OnTop);
                if (!folded.IsOk)
                {
                    return folded.Problem;
                }

                root = folded.Value;
                incomplete = entry.Command.IsLast ? null : entry.Command;
                on.Record?.Invoke(record);
                if (incomplete is null)
                {
                    on.End?.Invoke(root);
                }
            }
        }

        if (root.Position < to.Seq)
        {
            return Damaged(root.Position + 1, $"is missing, though the ledger goes on to {to.Seq}");
        }

        return (root, incomplete);
    }

    /// <summary>Reads one record and checks that its bytes give its leaf hash.</summary>
    public static Result<(LedgerEntry Entry, IFact Fact)> Decode(LedgerRecord record)
    {
        if (HashProblem(record) is { } damaged)
        {
            return damaged;
        }

        var entry = EntryCodec.Decode(record.Bytes);
        return entry.IsOk ? Fact(entry.Value) : Damaged(record.Seq, entry.Problem.Message);
    }

    /// <summary>As <see cref="Decode(LedgerRecord)"/>, to what stands for the fact in a fold.</summary>
    internal static Result<(LedgerEntry Entry, IFact Fact)> DecodeForFold(LedgerRecord record)
    {
        if (HashProblem(record) is { } damaged)
        {
            return damaged;
        }

        if (!EntryCodec.DecodeForFold(record.Bytes, Catalogs.Facts).TryGet(out var decoded, out var problem))
        {
            return Damaged(record.Seq, problem.Message);
        }

        return decoded.Walked is { } walked ? (decoded.Entry, walked) : Fact(decoded.Entry);
    }

    private static Problem? HashProblem(LedgerRecord record) => MerkleHash.Leaf(record.Bytes.Span) == record.LeafHash
        ? null
        : Damaged(record.Seq, "does not give its stored leaf hash");

    private static Result<(LedgerEntry Entry, IFact Fact)> Fact(LedgerEntry entry)
    {
        var fact = Catalogs.Facts.Decode(entry);
        return fact.IsOk ? (entry, fact.Value) : fact.Problem;
    }

    /// <summary>
    /// An entry may be sound in itself, hashed anew, and still say what can't have happened: a step of no rollout. Whoever
    /// starts on such a ledger hears which entry it is.
    /// </summary>
    private static Result<WorldState> TryFold(WorldState root, LedgerEntry entry, IFact fact, bool onTop)
    {
        try
        {
            return onTop ? root.Apply(entry, fact) : root.Extend(entry, fact);
        }
#pragma warning disable CA1031 // whatever a fold trips over, it is this entry
        catch (Exception unfounded)
#pragma warning restore CA1031
        {
            return Damaged(entry.Seq, $"does not follow from the entries before it ({entry.Kind}: {unfounded.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Reading, checking and folding go on at the same time: while one page is folded, others are decoded beside.</summary>
    /// <param name="to">Up to which entry; and whether as facts, not as what stands for them in a fold into the logs.</param>
    /// <returns>Pages that are good until the next one is asked for; then they are filled anew.</returns>
    private static async IAsyncEnumerable<ArraySegment<Decoded>> DecodedPagesAsync(
        ILedgerStore store, long fromSeq, (long Seq, bool Whole) to, [EnumeratorCancellation] CancellationToken ct)
    {
        var ahead = new Queue<Task<ArraySegment<Decoded>>>();
        var (page, count) = (new Decoded[PageSize], 0);
        await foreach (var record in store.ReadAsync(fromSeq, to.Seq, ct))
        {
            page[count++].Record = record;
            if (count == PageSize)
            {
                ahead.Enqueue(DecodeAsync(page, to.Whole));
                (page, count) = (null, 0);
                if (ahead.Count > PagesAhead)
                {
                    var decoded = await ahead.Dequeue();
                    yield return decoded;
                    page = decoded.Array;
                }

                page ??= new Decoded[PageSize];
            }
        }

        ahead.Enqueue(DecodeAsync(new ArraySegment<Decoded>(page, 0, count), to.Whole));
        while (ahead.TryDequeue(out var next))
        {
            yield return await next;
        }
    }

    private static Task<ArraySegment<Decoded>> DecodeAsync(ArraySegment<Decoded> page, bool whole) => page.Count < PageSize || SynchronizationContext.Current is not null
        ? Task.FromResult(Decode(page, whole)) // a single entry that another node appended, say; or a caller who runs all on one thread
        : Task.Run(() => Decode(page, whole));

    private static ArraySegment<Decoded> Decode(ArraySegment<Decoded> page, bool whole)
    {
        foreach (ref var decoded in page.AsSpan())
        {
            decoded.Result = whole ? Decode(decoded.Record) : DecodeForFold(decoded.Record);
        }

        return page;
    }

    private static Problem Damaged(long seq, string what) => Problem.Unavailable(
        "ledger-damaged",
        $"Ledger entry {seq} {what}.",
        "Run 'backstay ledger verify --data FOLDER' to see how far the damage reaches, then restore a backup.");
}
