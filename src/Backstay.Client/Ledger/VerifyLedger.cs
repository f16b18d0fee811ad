namespace Backstay.Client.Ledger;

/// <summary>What a verification is given from outside; without a checkpoint that was kept elsewhere a ledger rewritten whole passes.</summary>
public sealed record VerifyLedger
{
    /// <summary>A signed checkpoint note that was kept elsewhere.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The verifier key that its signature must be of; the server's own where missing.</summary>
    public string? Key { get; init; }
}
