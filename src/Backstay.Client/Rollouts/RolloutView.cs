using System.Collections.Immutable;
using Backstay.Client.Live;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Rollouts;

/// <summary>A rollout in a list.</summary>
public sealed record RolloutSummary(
    string Rollout,
    Name Endpoint,
    Name From,
    Name To,
    RolloutStatus Status,
    int Step,
    int Steps,
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    string? Reason);

/// <summary>A rollout with all that is known of it.</summary>
/// <param name="Why">Why it was started; null where the text was erased; where it was changed, words that say so.</param>
/// <param name="Live">The judge's view while it runs or is paused; null otherwise.</param>
/// <param name="Incidents">Incidents that it led to, oldest first.</param>
public sealed record RolloutView(RolloutRecord Record, string? StartedBy, string? Why, RolloutLive? Live, ImmutableArray<string> Incidents);

/// <summary>How a running rollout stands at this moment.</summary>
/// <param name="SecondsInStep">By the step's own clock.</param>
/// <param name="Incomplete">Evidence was missed and is being read again: a guard may breach, no step may pass.</param>
/// <param name="Overlooked">Requests and late outcomes that could not be judged for want of room.</param>
/// <param name="Waiting">Why the rollout does not go on: a report of the judge is not in the ledger yet, or a release is not ready. Null where nothing holds it up.</param>
public sealed record RolloutLive(
    int Step,
    StepKind Kind,
    int CanaryWeight,
    double SecondsInStep,
    double MinSeconds,
    int MinUnits,
    long CanaryUnits,
    long ControlUnits,
    bool Paused,
    bool Incomplete,
    long Overlooked,
    string? Waiting,
    ImmutableArray<LiveGuard> Guards);
