namespace Backstay.Server.Degraded;

/// <summary>The ledger lacks entries that this node has acted on, or holds others in their place.</summary>
public sealed class LedgerBehindException(string message) : IOException(message);
