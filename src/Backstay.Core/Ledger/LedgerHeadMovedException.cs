namespace Backstay.Core.Ledger;

/// <summary>Another writer appended first; nothing was written. Catch up and decide again.</summary>
public sealed class LedgerHeadMovedException(long expected, long actual)
    : Exception($"The ledger's head is {actual}, not {expected}: another writer appended first.");
