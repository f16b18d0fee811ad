using System.Collections.Immutable;
using Backstay.Client.Incidents;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

namespace Backstay.Client.Live;

/// <summary>What the live page shows at one moment; its TypeScript twin is <c>web/src/snapshot.ts</c>.</summary>
/// <param name="Broken">Why the ledger accepts nothing; null while it does.</param>
/// <param name="Alerts">The latest ones since the server started, newest first.</param>
public sealed record LiveSnapshot(
    DateTimeOffset Time,
    long Position,
    string? Broken,
    ImmutableArray<LiveEndpoint> Endpoints,
    ImmutableArray<LiveIncident> Incidents,
    ImmutableArray<AlertView> Alerts);

/// <summary>One endpoint and what stands behind it.</summary>
public sealed record LiveEndpoint(
    string Endpoint,
    string Stage,
    string Owner,
    string? Current,
    ImmutableArray<LiveTraffic> Releases,
    LiveRollout? Rollout);

/// <summary>What one release has answered since the gateway's process started.</summary>
/// <param name="Role">current, canary, shadow, standby or earlier.</param>
public sealed record LiveTraffic(string Release, string Role, long Requests, long Errors, double? P50Ms, double? P99Ms);

/// <summary>The endpoint's newest rollout, running or ended.</summary>
/// <param name="Weight">The canary's basis points.</param>
/// <param name="MinUnits">Units that each arm needs before the step may pass; the units beside it are the step's own so far.</param>
/// <param name="Incomplete">Evidence is being read again: no step passes meanwhile.</param>
/// <param name="Waiting">Why a report of the judge is not in the ledger yet; null while none waits.</param>
/// <param name="Escaped">Whether the gateway has taken the canary's traffic ahead of the ledger.</param>
public sealed record LiveRollout(
    string Rollout,
    string From,
    string To,
    string Status,
    int Step,
    int Steps,
    string StepKind,
    int Weight,
    double SecondsInStep,
    double MinSeconds,
    int MinUnits,
    long CanaryUnits,
    long ControlUnits,
    bool Incomplete,
    string? Waiting,
    bool Escaped,
    ImmutableArray<LiveGuard> Guards,
    ImmutableArray<RolloutMark> Marks);

/// <summary>One test of one guard.</summary>
/// <param name="Bound">The margin or limit that the interval closes in on, in the estimate's own unit.</param>
/// <param name="Evidence">The e-value against the release; at <paramref name="Threshold"/> it is a breach.</param>
public sealed record LiveGuard(
    string Guard,
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
    Verdict Verdict,
    bool Watching);

public sealed record LiveIncident(
    string Id,
    string Endpoint,
    string Kind,
    DateTimeOffset Opened,
    string Summary,
    string From,
    string To,
    string Owner);
