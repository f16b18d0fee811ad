namespace Backstay.Core.Ledger;

/// <summary>There was no space; nothing was written, and the append may be tried again.</summary>
public sealed class LedgerFullException(string message, Exception inner) : Exception(message, inner);
