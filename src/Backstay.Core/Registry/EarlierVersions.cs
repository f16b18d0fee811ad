using System.Collections.Immutable;

namespace Backstay.Core.Registry;

/// <summary>Versions registered before another one that share something with it, of which there may be any number.</summary>
/// <param name="First">The first of them, at most <see cref="MaxNamed"/>, in the order of their registration.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct EarlierVersions(ImmutableArray<VersionId> First, int Count)
{
    /// <summary>How many are named.</summary>
    public const int MaxNamed = 20;
}
