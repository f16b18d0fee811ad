namespace Backstay.Core.Ledger;

/// <summary>What a verification is given from outside the store. Without any of it a store that was rewritten whole passes.</summary>
public sealed record LedgerVerifyOptions
{
    /// <summary>A signed checkpoint that the user kept elsewhere; null where there is none.</summary>
    public string? KeptNote { get; init; }

    /// <summary>The keys that may have signed; with an empty list signatures are not checked.</summary>
    public IReadOnlyList<CheckpointVerifier> Keys { get; init; } = [];

    /// <summary>
    /// Whether checkpoints that the store keeps may be signed by none of <see cref="Keys"/>: an installation that lost its key
    /// goes on with another. Their roots are compared all the same, and a known key's signature must fit.
    /// </summary>
    public bool EarlierKeys { get; init; }

    /// <summary>The origin that every checkpoint must name; null for any that ends with the ledger's workspace.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// What was known of the ledger at some size, without a signature: nobody need have forged it to have the ledger found shorter
    /// or another than it was. Not counted among the checkpoints that agree.
    /// </summary>
    public IReadOnlyList<(string Name, Checkpoint Head)> Known { get; init; } = [];
}
