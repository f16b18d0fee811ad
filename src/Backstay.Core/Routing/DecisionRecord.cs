using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Routing;

/// <summary>
/// One routed request (DEFINITIONS.md, "Decision record"): with the ledger and the snapshots that it names,
/// enough to recompute the choice exactly.
/// </summary>
public sealed record DecisionRecord
{
    /// <summary>UUIDv7; in the answer's <c>Backstay-Decision</c> header.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When the answer was complete; the judge's second reader orders by (completed, id).</summary>
    public required DateTimeOffset Completed { get; init; }

    public required string Workspace { get; init; }

    /// <summary>The routing table's name.</summary>
    public required long Position { get; init; }

    /// <summary>Whether an escape had been taken ahead of the ledger.</summary>
    public required bool Escaped { get; init; }

    public required string Endpoint { get; init; }

    public string? Rollout { get; init; }

    public int Step { get; init; }

    /// <summary>0 to 9,999.</summary>
    public required int Bucket { get; init; }

    /// <summary>Keyed HMAC of the unit, never the unit.</summary>
    public required Digest Unit { get; init; }

    public required UnitOrigin UnitSource { get; init; }

    /// <summary>Probability of this assignment in basis points; 10,000 where a rule determined it.</summary>
    public required int Propensity { get; init; }

    /// <summary>The canary's weight at that moment, in basis points.</summary>
    public required int CanaryWeight { get; init; }

    public required Arm AssignedArm { get; init; }

    /// <summary>Null when no release existed.</summary>
    public string? AssignedRelease { get; init; }

    /// <summary>Null when the safe default or an error was served.</summary>
    public string? ServedRelease { get; init; }

    public required ImmutableArray<AttemptRecord> Attempts { get; init; }

    /// <summary>The answer's fields that the rollout's guards score, as served by the assigned release.</summary>
    public ImmutableArray<KeptValue> Kept { get; init => field = value.IsDefault ? [] : value; } = [];

    public string? FallbackReason { get; init; }

    /// <summary>What the caller gave, at most the endpoint's.</summary>
    public required int DeadlineMs { get; init; }

    /// <summary>
    /// What the assigned release's attempt had of it, the same in both arms, so that both are judged by it; null for all.
    /// </summary>
    public int? AttemptLimitMs { get; init; }

    /// <summary>The caller gave less than the endpoint's deadline: what is late then is compared between the arms and says no more.</summary>
    public bool ShortDeadline { get; init; }

    /// <summary>HTTP status that the caller got.</summary>
    public required int Status { get; init; }

    /// <summary>The caller's <c>Backstay-Request-Id</c>; the same id again is a retry, counted once.</summary>
    public string? RequestId { get; init; }

    public required Digest Input { get; init; }

    public Digest? Output { get; init; }

    /// <summary>Of rules that do not exist yet; null until they do.</summary>
    public string? Tier { get; init; }

    public string? Rule { get; init; }

    public string? MeasurementSnapshot { get; init; }

    public string? HealthView { get; init; }

    /// <summary>
    /// Not evidence for any guard: placed by a pin or rule, under a table that is not as the rollout means it (but see
    /// <see cref="LacksControl"/>), refused as the
    /// caller's fault where refusals are not compared, or left by the caller in the midst of its answer.
    /// </summary>
    public bool NotEvidence { get; init; }

    /// <summary>
    /// Which of the route's releases were not ready here: cold, as their files could not be read or the model not be loaded.
    /// That is the gateway's word, and the one thing in the choice that the ledger can't say.
    /// </summary>
    public ImmutableArray<RouteRole> NotReady { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// Whether the canary answered while nothing stood beside it that could have: its hard limits hold for it all the same,
    /// but there is no concurrent control to compare it with.
    /// </summary>
    [JsonIgnore]
    public bool LacksControl =>
        AssignedArm == Arm.Canary && CanaryWeight < EndpointRoute.BasisPoints && NotReady.Contains(RouteRole.Current);

    /// <summary>In flight while the process stood still: no evidence for either arm, and its retry is none either.</summary>
    public bool Stalled { get; init; }
}
