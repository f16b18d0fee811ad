namespace Backstay.Core.Ledger;

/// <summary>How many findings of a kind there are, those among them that are not listed.</summary>
public sealed record LedgerFindingCount(LedgerFindingKind Kind, long Count);
