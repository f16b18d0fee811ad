namespace Backstay.Core.Ledger;

/// <summary>Somebody else holds the ledger's lock; nothing was written, and the append may be tried again.</summary>
public sealed class LedgerLockedException(string message, Exception inner) : Exception(message, inner);
