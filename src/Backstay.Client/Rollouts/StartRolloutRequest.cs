using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Rollouts;

/// <summary>Moves an endpoint's traffic to a release, step by step; at once where nothing serves there yet.</summary>
public sealed record StartRolloutRequest
{
    public required Name Endpoint { get; init; }

    public required Name Release { get; init; }

    /// <summary>Null takes the default plan.</summary>
    public RolloutPlanSpec? Plan { get; init; }

    public required string Why { get; init; }

    public StartRollout ToCommand() => new(Endpoint, Release, Plan?.ToPlan(), Why);
}

/// <summary>What starting came to.</summary>
/// <param name="Rollout">Null where the release was activated at once, being the endpoint's first.</param>
public sealed record StartRolloutAnswer(Name Endpoint, Name Release, string? Rollout, long Position);

/// <summary>A reason, for the record.</summary>
public sealed record WhyRequest
{
    public required string Why { get; init; }
}
