using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>What a verification saw.</summary>
/// <param name="Entries">How many entries were read, up to the first that can't be; those behind it are checked, and not counted.</param>
/// <param name="Root">The root over them, from their bytes alone.</param>
/// <param name="CheckpointsAgreed">How many checkpoints have the ledger's root at their size.</param>
/// <param name="Findings">What is wrong: by place in the ledger, then by checkpoint, then objects; of each the first <see cref="MaxFindings"/>.</param>
/// <param name="Counts">How many findings there are of each kind, the unlisted among them: what is to be decided by findings is decided by these.</param>
public sealed record LedgerVerification(
    long Entries,
    Digest Root,
    int CheckpointsAgreed,
    IReadOnlyList<LedgerFinding> Findings,
    IReadOnlyList<LedgerFindingCount> Counts)
{
    /// <summary>Most findings of each place that are kept, so that a ruined ledger does not fill the memory.</summary>
    public const int MaxFindings = 100;

    /// <summary>How many there are.</summary>
    public long FindingsInAll => Counts.Sum(count => count.Count);

    /// <summary>How many stored objects were hashed; null where objects were not read.</summary>
    public long? Objects { get; init; }

    public bool IsOk => Counts.Count == 0;

    public bool Has(LedgerFindingKind kind) => Counts.Any(count => count.Kind == kind);

    /// <summary>With what was found elsewhere.</summary>
    public LedgerVerification With(LedgerFindings more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var counts = Counts.Concat(more.Counts).GroupBy(count => count.Kind).OrderBy(kind => kind.Key);
        return this with
        {
            Findings = [.. Findings, .. more.First],
            Counts = [.. counts.Select(kind => new LedgerFindingCount(kind.Key, kind.Sum(count => count.Count)))],
        };
    }
}
