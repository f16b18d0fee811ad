namespace Backstay.Core.Ledger;

/// <summary>Something in the ledger could not be read: a bad place on the disk, or damage. Of writing it says nothing.</summary>
public class LedgerUnreadableException(string message, Exception inner) : LedgerBrokenException(message, inner);
