namespace Backstay.Core.Ledger;

/// <summary>Durability is in doubt (a failed fsync, an I/O error): nothing more is accepted until a restart.</summary>
public class LedgerBrokenException(string message, Exception? inner) : Exception(message, inner);
