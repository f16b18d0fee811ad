using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Routing;

namespace Backstay.Core.World.Queries;

/// <summary>Where a version is used.</summary>
/// <param name="Releases">Every release that binds it, oldest first.</param>
/// <param name="Endpoints">What of those stands behind an endpoint now, by endpoint and role.</param>
/// <param name="Truncated">Whether there is more made from it than was looked at.</param>
public sealed record VersionUse(
    VersionId Version,
    ImmutableArray<ReleaseUse> Releases,
    ImmutableArray<EndpointUse> Endpoints,
    bool Truncated);

/// <summary>A release that binds a version.</summary>
/// <param name="Bound">The version that it binds: the one asked for, or one made from it.</param>
/// <param name="Part">As which part: <c>model</c>, <c>prompt:greeting</c>, …</param>
/// <param name="Position">The ledger position of its proposal.</param>
public sealed record ReleaseUse(Name Release, VersionId Bound, string Part, long Position);

/// <summary>A release behind an endpoint.</summary>
/// <param name="Share">Basis points of the endpoint's callers that it answers; 0 for shadows and standbys.</param>
public sealed record EndpointUse(
    Name Endpoint,
    EndpointStage Stage,
    TrafficRole Role,
    int Share,
    Name Release,
    VersionId Bound,
    string Part);
