namespace Backstay.Core.Ledger;

/// <summary>Collects findings up to a limit and counts all of them.</summary>
internal sealed class LedgerFindings
{
    private readonly List<LedgerFinding> _first = [];

    public IReadOnlyList<LedgerFinding> First => _first;

    public long Count { get; private set; }

    public void Add(LedgerFindingKind kind, long fromSeq, long toSeq, string message)
    {
        Count++;
        if (_first.Count < LedgerVerification.MaxFindings)
        {
            _first.Add(new LedgerFinding(kind, fromSeq, toSeq, message));
        }
    }
}
