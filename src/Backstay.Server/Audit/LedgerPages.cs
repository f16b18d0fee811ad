using Backstay.Client.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Node;

namespace Backstay.Server.Audit;

/// <summary>Reads entries for people, a page at a time. Never past the published position, so never half a command.</summary>
internal sealed class LedgerPages(LedgerSession ledger)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    /// <summary>Most entries looked at for one page; a rare kind takes several pages, some of them empty.</summary>
    private const int MaxScanned = 20_000;

    public async Task<Result<EntryPage>> ReadAsync(long from, int limit, string? kind, CancellationToken ct)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Problem.Invalid("limit", $"A page has 1 to {MaxLimit} entries, not {limit}.");
        }

        if (from < 1)
        {
            return Problem.Invalid("from", $"Entries are numbered from 1; {from} is before the first.");
        }

        if (EntryKinds.Check(kind) is { } unknown)
        {
            return unknown;
        }

        var head = ledger.Current.Position;
        var last = Math.Min(head, from <= head ? from + MaxScanned - 1 : head);
        var entries = new List<EntryDocument>();
        await foreach (var record in ledger.Store.ReadAsync(from, last, ct))
        {
            if (!LedgerReplay.Decode(record).TryGet(out var decoded, out var problem))
            {
                return problem;
            }

            if (!EntryKinds.Matches(decoded.Entry.Kind, kind))
            {
                continue;
            }

            entries.Add(await EntryDocuments.OfAsync(ledger.Store, record, decoded.Entry, ct));
            if (entries.Count == limit)
            {
                return new EntryPage(entries, head, record.Seq < head ? record.Seq + 1 : null);
            }
        }

        return new EntryPage(entries, head, last < head ? last + 1 : null);
    }

    public async Task<Result<EntryDocument>> FindAsync(long seq, CancellationToken ct)
    {
        if (seq < 1 || seq > ledger.Current.Position)
        {
            return NoEntry(seq);
        }

        await foreach (var record in ledger.Store.ReadAsync(seq, seq, ct))
        {
            return LedgerReplay.Decode(record).TryGet(out var decoded, out var problem)
                ? await EntryDocuments.OfAsync(ledger.Store, record, decoded.Entry, ct)
                : problem;
        }

        return NoEntry(seq);
    }

    public Problem NoEntry(long seq) =>
        Problem.NotFound("ledger entry", seq.ToString(System.Globalization.CultureInfo.InvariantCulture), $"Entries go from 1 to {ledger.Current.Position}.");
}
