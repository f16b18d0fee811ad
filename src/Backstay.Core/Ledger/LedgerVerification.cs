using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>What a verification saw.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="Root">The root over them, from their bytes alone.</param>
/// <param name="CheckpointsAgreed">How many checkpoints have the ledger's root at their size.</param>
/// <param name="Findings">What is wrong: by place in the ledger, then by checkpoint, then objects; of each the first <see cref="MaxFindings"/>.</param>
/// <param name="FindingsInAll">How many there are.</param>
public sealed record LedgerVerification(
    long Entries,
    Digest Root,
    int CheckpointsAgreed,
    IReadOnlyList<LedgerFinding> Findings,
    long FindingsInAll)
{
    /// <summary>Most findings of each kind that are kept, so that a ruined ledger does not fill the memory.</summary>
    public const int MaxFindings = 100;

    /// <summary>How many stored objects were hashed; null where objects were not read.</summary>
    public long? Objects { get; init; }

    public bool IsOk => FindingsInAll == 0;
}
