using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

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
/// <param name="Why">Why it was started; null where the text was erased.</param>
/// <param name="Live">The judge's view while it runs or is paused; null otherwise.</param>
/// <param name="Incidents">Incidents that it led to, oldest first.</param>
public sealed record RolloutView(RolloutRecord Record, string? StartedBy, string? Why, RolloutLive? Live, ImmutableArray<string> Incidents);

/// <summary>How a running rollout stands at this moment.</summary>
/// <param name="SecondsInStep">By the step's own clock.</param>
/// <param name="Incomplete">Evidence was missed and is being read again: a guard may breach, no step may pass.</param>
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
    ImmutableArray<GuardLive> Guards);

/// <summary>One test of one guard.</summary>
/// <param name="Estimate">The best guess of the judged quantity; null without data.</param>
/// <param name="Low">Lower end of what is not ruled out.</param>
/// <param name="High">Upper end.</param>
/// <param name="Bound">The margin or limit that the interval closes in on, in the estimate's unit.</param>
/// <param name="Evidence">The e-value of the breach side; at <paramref name="Threshold"/> it is a breach.</param>
/// <param name="Watching">Whether it judges in this step.</param>
public sealed record GuardLive(
    Name Guard,
    GuardMetric Metric,
    GuardComparison Comparison,
    double? Estimate,
    double Low,
    double High,
    double Bound,
    long CanaryUnits,
    long ControlUnits,
    double Evidence,
    double Threshold,
    bool Watching,
    Verdict Verdict);
