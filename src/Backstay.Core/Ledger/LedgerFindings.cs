namespace Backstay.Core.Ledger;

/// <summary>Collects findings up to a limit and counts all of them, each kind for itself.</summary>
public sealed class LedgerFindings
{
    private readonly List<LedgerFinding> _first = [];
    private readonly SortedDictionary<LedgerFindingKind, long> _counts = [];

    /// <summary>The first <see cref="LedgerVerification.MaxFindings"/>.</summary>
    public IReadOnlyList<LedgerFinding> First => _first;

    /// <summary>Of all, in the order of kinds.</summary>
    public IReadOnlyList<LedgerFindingCount> Counts => [.. _counts.Select(count => new LedgerFindingCount(count.Key, count.Value))];

    public void Add(LedgerFindingKind kind, long fromSeq, long toSeq, string message)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_first.Count < LedgerVerification.MaxFindings)
        {
            _first.Add(new LedgerFinding(kind, fromSeq, toSeq, message));
        }
    }
}
