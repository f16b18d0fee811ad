namespace Backstay.Core.Ledger;

/// <summary>Something in the ledger could not be read: a bad place on the disk, or damage. Of writing it says nothing.</summary>
public class LedgerUnreadableException(string message, Exception inner) : LedgerBrokenException(message, inner)
{
    /// <summary>The entries that can't be read, where the store knows how far that reaches: those behind may well be read. Null where it does not.</summary>
    public (long From, long To)? Entries { get; init; }
}
