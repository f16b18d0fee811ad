using System.Collections.Immutable;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Client.Endpoints;

/// <summary>A release to which an endpoint could go back, or why it can't.</summary>
/// <param name="WhyNot">Empty for a valid target.</param>
public sealed record TargetView(
    Name Release, RollbackTargetState State, bool Valid, ReleaseReadiness Readiness, ImmutableArray<Objection> WhyNot);

/// <summary>Takes an endpoint back.</summary>
public sealed record RollbackRequest
{
    /// <summary>Null takes the newest valid earlier release.</summary>
    public Name? To { get; init; }

    public required string Why { get; init; }
}

/// <summary>A rollback that is recorded and in effect.</summary>
/// <param name="Rollout">The rollout that it ended; null where none ran.</param>
public sealed record RollbackAnswer(Name Endpoint, Name From, Name To, string? Rollout, long Position, DateTimeOffset Time);

/// <summary>Something that changed at an endpoint, its releases or their surroundings.</summary>
/// <param name="Kind">Kind of the ledger's fact.</param>
/// <param name="By">Null for the server's own doing before any token existed.</param>
public sealed record ChangeView(long Position, DateTimeOffset Time, string Kind, string What, string? By, string? OnBehalfOf, string? Why);
