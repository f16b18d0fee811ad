using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Node;

/// <summary>Reads facts back from the ledger, and the texts that they seal.</summary>
internal sealed class FactReader(LedgerSession ledger)
{
    /// <summary>The text that a digest stands for in the entry at <paramref name="seq"/>; null where there is none, or it was erased; where it was changed, words that say so.</summary>
    public async Task<string?> TextAsync(long seq, Digest? digest, CancellationToken ct) =>
        digest is { } sealedText ? await ledger.Store.UnsealAsync(seq, sealedText, ct) : null;

    /// <summary>The fact at a position, with its entry.</summary>
    public async Task<Result<(LedgerEntry Entry, IFact Fact)>> AtAsync(long position, CancellationToken ct)
    {
        await foreach (var record in ledger.Store.ReadAsync(position, position, ct))
        {
            return LedgerReplay.Decode(record);
        }

        return Problem.Invalid("position", $"The ledger has no entry {position}.");
    }

    /// <summary>Facts from <paramref name="from"/> to <paramref name="to"/>, both included, in order; damage ends the walk with a problem.</summary>
    public async Task<Result<IReadOnlyList<(LedgerEntry Entry, IFact Fact)>>> RangeAsync(long from, long to, CancellationToken ct)
    {
        var facts = new List<(LedgerEntry, IFact)>();
        await foreach (var record in ledger.Store.ReadAsync(from, to, ct))
        {
            var decoded = LedgerReplay.Decode(record);
            if (!decoded.IsOk)
            {
                return decoded.Problem;
            }

            facts.Add(decoded.Value);
        }

        return facts;
    }
}
