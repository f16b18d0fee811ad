using System.Collections.Immutable;
using Backstay.Core.Routing;
using Backstay.Gateway.Fields;
using Backstay.Gateway.Metrics;

namespace Backstay.Gateway.Tables;

/// <summary>An endpoint's route, bound to what is there to answer. Immutable.</summary>
internal sealed class LiveEndpoint
{
    public required EndpointConfig Config { get; init; }

    public required string Name { get; init; }

    /// <summary>Seed of the assignment hash.</summary>
    public required string Seed { get; init; }

    public required string? Rollout { get; init; }

    public required int Step { get; init; }

    public required bool Escaped { get; init; }

    /// <summary>Basis points in effect: 0 where the canary is cold.</summary>
    public required int CanaryWeight { get; init; }

    /// <summary>The current release as declared, whether or not it is there.</summary>
    public required string? Current { get; init; }

    /// <summary>Whom to ask, in order, for a request in the control arm: the current release, then the newest standby that is there.</summary>
    public required LiveTarget[] ControlChain { get; init; }

    /// <summary>The same for the canary arm: the canary first.</summary>
    public required LiveTarget[] CanaryChain { get; init; }

    public required LiveTarget? Shadow { get; init; }

    /// <summary>Whether a standby stands in for a current release that is cold.</summary>
    public required bool StandsIn { get; init; }

    /// <summary>Which releases of the route are cold here.</summary>
    public required ImmutableArray<RouteRole> NotReady { get; init; }

    /// <summary>Whether the table is as the rollout means it.</summary>
    public required bool IsEvidence { get; init; }

    /// <summary>
    /// Whether a request in this arm is evidence: where the table is as the rollout means it, and the canary's also where the
    /// current release is cold. A release that goes bad must be seen to, all the more while there is nothing beside it.
    /// </summary>
    public bool IsEvidenceIn(Arm arm) => IsEvidence || (arm == Arm.Canary && !Escaped && NotReady is [RouteRole.Current]);

    /// <summary>
    /// Whether refusals are evidence, in both arms alike: where a refused canary attempt may not be repeated, no second
    /// opinion tells the caller's fault from the release's, and only the comparison of the arms does.
    /// </summary>
    public required bool ComparesRefusals { get; init; }

    /// <summary>The answer's fields to keep.</summary>
    public required FieldTree? Kept { get; init; }

    public required string[] KeptNames { get; init; }

    /// <summary>The body's unit field.</summary>
    public required FieldTree? UnitField { get; init; }

    /// <summary>The safe default's bytes.</summary>
    public required byte[]? SafeDefault { get; init; }

    public required EndpointCounters Counters { get; init; }

    /// <summary>This endpoint without the canary.</summary>
    public required LiveEndpoint? Escape { get; init; }
}
