namespace Backstay.Server.Degraded;

/// <summary>The ledger in this data folder is another installation's.</summary>
public sealed class LedgerForeignException(string message) : IOException(message);
