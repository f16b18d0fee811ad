using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>How a rollout stands at one moment, for people.</summary>
/// <param name="Incomplete">Evidence was missed and is being read again: a guard may breach, no step may pass.</param>
/// <param name="Overlooked">Requests that found the memory for units full, and outcomes that could not be joined with their decision.</param>
public sealed record JudgeSnapshot(
    string Rollout,
    Name Endpoint,
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
    ImmutableArray<GuardSnapshot> Guards);

/// <summary>One test of one guard.</summary>
/// <param name="Test">Estimate, interval, evidence on both sides, n per arm.</param>
/// <param name="CanaryUnits">Distinct units that the guard has seen in the canary; a step needs its minimum of them.</param>
/// <param name="Bound">The margin or limit that the interval closes in on, in the estimate's own unit.</param>
/// <param name="Watching">Whether it judges in this step.</param>
/// <param name="Verdict">As <see cref="TestResult.Verdict"/>, but not enough data below the step's minimum.</param>
public sealed record GuardSnapshot(
    Name Guard,
    GuardMetric Metric,
    GuardComparison Comparison,
    TestResult Test,
    long CanaryUnits,
    long ControlUnits,
    double Bound,
    bool Watching,
    Verdict Verdict);
