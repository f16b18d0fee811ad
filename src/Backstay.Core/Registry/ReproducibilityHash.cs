using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>Fingerprint of all inputs of a training (DEFINITIONS.md, "Reproducibility hash", v1).</summary>
/// <param name="Partial">Commit, data or environment are unknown: it never says "the same training".</param>
public readonly record struct ReproducibilityHash(Digest Hash, bool Partial)
{
    public override string ToString() => Hash.ToShort() + (Partial ? " (partial)" : string.Empty);
}
