using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Checks the sealed texts that entries name: an absent one was erased, which is lawful; one that is there must be what was
/// sealed. A sealed text looks like any other digest in a payload; only looking it up tells.
/// </summary>
internal sealed class SealedTextCheck(ILedgerStore store, LedgerFindings findings)
{
    private const int HexDigits = Digest.Size * 2;

    private readonly HashSet<Digest> _changed = [];
    private readonly HashSet<(long From, long To)> _damaged = [];

    /// <summary>Texts that were found to be others than sealed.</summary>
    public IReadOnlySet<Digest> Changed => _changed;

    /// <summary>Texts that their entries name, genuine or not.</summary>
    public long Found { get; private set; }

    /// <summary>Whether whatever is stored could be read, or was found to be damaged.</summary>
    public bool IsWhole { get; private set; } = true;

    private static ReadOnlySpan<byte> Start => "\"sha256:"u8;

    public async Task CheckAsync(long seq, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        foreach (var digest in DigestsIn(payload.Span).Distinct())
        {
            if (await FindAsync(seq, digest, ct) is not { } text)
            {
                continue;
            }

            Found++;
            if (!text.IsGenuine())
            {
                _changed.Add(digest);
                findings.Add(LedgerFindingKind.SealedTextChanged, seq, seq,
                    $"The text that entry {seq} seals as {digest} is not what was sealed: it was changed afterwards.");
            }
        }
    }

    /// <summary>Names a place whose texts can't be read, once.</summary>
    public void AddDamage(SealedTextDamage damage)
    {
        if (_damaged.Add((damage.FromSeq, damage.ToSeq)))
        {
            findings.Add(LedgerFindingKind.SealedTextChanged, damage.FromSeq, damage.ToSeq,
                $"Not all texts of the entries {damage.FromSeq} to {damage.ToSeq} can be read, since what is stored was changed: {damage.Why} The entries themselves don't rest on it.");
        }
    }

    /// <summary>Null also where it can't be told: damage to texts is no damage to entries, and those behind are checked as well.</summary>
    private async Task<SealedText?> FindAsync(long seq, Digest digest, CancellationToken ct)
    {
        try
        {
            return await store.FindSealedTextAsync(seq, digest, ct);
        }
        catch (SealedTextDamagedException damaged)
        {
            AddDamage(damaged.Damage);
            return null;
        }
        catch (LedgerBrokenException unreadable)
        {
            IsWhole = false;
            findings.Add(LedgerFindingKind.Unreadable, seq, seq, $"The texts of entry {seq} can't be read: {unreadable.Message}");
            return null;
        }
    }

    /// <summary>Found without parsing: a payload is canonical JSON, where a digest has one form and a quote in a text is escaped.</summary>
    private static List<Digest> DigestsIn(ReadOnlySpan<byte> payload)
    {
        var found = new List<Digest>();
        for (var at = payload.IndexOf(Start); at >= 0; at = payload.IndexOf(Start))
        {
            payload = payload[(at + Start.Length)..];
            if (payload.Length > HexDigits && payload[HexDigits] == '"'
                && Digest.TryParse(Encoding.ASCII.GetString(payload[..HexDigits]), out var digest))
            {
                found.Add(digest);
            }
        }

        return found;
    }
}
