namespace Backstay.Server.Degraded;

/// <summary>A data folder has lost its ledger: it had one, and an empty one must not take its place unasked.</summary>
public sealed class LedgerGoneException(string file)
    : IOException($"The ledger '{file}' is gone or empty, though this data folder had one.");
