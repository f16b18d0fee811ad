using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>A version in the state: what was registered, when, by whom, and what was derived in the fold.</summary>
/// <param name="Position">The ledger position of its registration.</param>
/// <param name="Reproducibility">Fingerprint of all inputs of a training; null for versions that nothing was trained for.</param>
public sealed record RegisteredVersion(
    VersionRegistered Fact,
    long Position,
    DateTimeOffset Time,
    string? RegisteredBy,
    ReproducibilityHash? Reproducibility)
{
    public VersionId Id => Fact.Version;
}
