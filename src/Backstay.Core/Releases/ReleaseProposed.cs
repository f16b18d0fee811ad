using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Releases;

/// <summary>A release exists. Its parts never change after this.</summary>
/// <param name="Backend">The name of the endpoint's backend that serves it.</param>
/// <param name="Combination">Key of the compatibility matrix (<see cref="Releases.Combination"/>).</param>
public sealed record ReleaseProposed(
    Name Release,
    ReleaseParts Parts,
    Name Backend,
    ImmutableArray<SystemRequirement> Requires,
    Digest Combination,
    string Owner,
    Digest Why) : IFact;
