using System.Collections.Immutable;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World.Queries;

namespace Backstay.Client.Endpoints;

/// <summary>An endpoint with what stands behind it now.</summary>
/// <param name="Traffic">Who gets which share of callers, compiled from the state.</param>
/// <param name="Rollout">The rollout that runs or is paused; null where there is none.</param>
public sealed record EndpointView(
    EndpointConfig Config,
    string? DeclaredBy,
    string? Why,
    long Position,
    DateTimeOffset Time,
    ImmutableArray<TrafficShare> Traffic,
    RolloutRecord? Rollout);

/// <summary>A release behind an endpoint.</summary>
/// <param name="Share">Basis points of callers; 0 for shadows and standbys.</param>
public sealed record TrafficShare(Name Release, TrafficRole Role, int Share, ReleaseReadiness Readiness);

/// <summary>An endpoint in a list.</summary>
public sealed record EndpointSummary(
    Name Endpoint,
    EndpointStage Stage,
    string Owner,
    Name? Current,
    Name? Canary,
    int CanaryWeight,
    string? Rollout,
    bool Paused);
