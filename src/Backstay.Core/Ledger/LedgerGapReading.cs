using System.Runtime.CompilerServices;

namespace Backstay.Core.Ledger;

/// <summary>Reads all of a damaged ledger that can be read.</summary>
public static class LedgerGapReading
{
    /// <summary>As <see cref="ILedgerStore.ReadAsync"/>, but goes on behind what can't be read where the store knows how far that reaches.</summary>
    /// <param name="onGap">Told of each gap in its turn among the records.</param>
    public static async IAsyncEnumerable<LedgerRecord> ReadPastGapsAsync(
        this ILedgerStore store, long fromSeq, long toSeq, Action<LedgerGap> onGap, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(onGap);
        LedgerGap? gap;
        do
        {
            gap = null;
            await using var records = store.ReadAsync(fromSeq, toSeq, ct).GetAsyncEnumerator(ct);
            while (true)
            {
                try
                {
                    if (!await records.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (LedgerBrokenException damaged)
                {
                    gap = GapOf(damaged, fromSeq, toSeq);
                    onGap(gap);
                    break;
                }

                yield return records.Current;
                fromSeq = records.Current.Seq + 1;
            }

            fromSeq = gap?.ToSeq + 1 ?? fromSeq;
        }
        while (gap is { IsPassed: true } && fromSeq <= toSeq);
    }

    /// <summary>A range that lies before what was asked for would be read again and again: it is not believed.</summary>
    private static LedgerGap GapOf(LedgerBrokenException damaged, long next, long toSeq) =>
        damaged is LedgerUnreadableException { Entries: { } entries } && entries.From >= next && entries.To >= entries.From
            ? new LedgerGap(entries.From, entries.To, IsPassed: true, damaged.Message)
            : new LedgerGap(next, Math.Max(next, toSeq), IsPassed: false, damaged.Message);
}
