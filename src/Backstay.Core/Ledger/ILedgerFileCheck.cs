using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// A store that can look at its own files, beyond what can be read from them: damage may sit where no entry is, or make
/// something look as if it had never been there.
/// </summary>
public interface ILedgerFileCheck
{
    /// <summary>Reads all of the files and changes nothing; other callers go on meanwhile.</summary>
    /// <param name="head">Sealed texts of entries up to here are counted: others may be appended meanwhile.</param>
    /// <param name="ct">Gives up.</param>
    Task<LedgerFileDamage> CheckFilesAsync(long head, CancellationToken ct);
}

/// <summary>What is wrong with a store's files.</summary>
/// <param name="Findings">Damage of the files themselves, in the order of the files.</param>
/// <param name="AlteredTexts">
/// Stored texts that are not what their digest says. Where it was the digest that changed, the entry's own text seems erased.
/// </param>
/// <param name="SealedTexts">
/// How many texts are stored. Where their entries name fewer, a text stands under another entry than the one that seals it.
/// </param>
public sealed record LedgerFileDamage(IReadOnlyList<LedgerFinding> Findings, IReadOnlyList<Digest> AlteredTexts, long SealedTexts)
{
    /// <summary>Where texts are stored that can't be told from one another any more.</summary>
    public IReadOnlyList<SealedTextDamage> DamagedTexts { get; init; } = [];
}
