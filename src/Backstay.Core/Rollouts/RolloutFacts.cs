using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>An endpoint's first release: nothing to compare with, so all traffic at once.</summary>
public sealed record ReleaseActivated(Name Endpoint, Name Release, Digest Why) : IFact;

/// <summary>A rollout began with its first step.</summary>
public sealed record RolloutStarted(
    string Rollout,
    Name Endpoint,
    Name From,
    Name To,
    RolloutPlan Plan,
    Digest Why) : IFact;

/// <summary>The step before was passed, on this evidence; traffic moves.</summary>
public sealed record StepEntered(
    string Rollout,
    Name Endpoint,
    int Step,
    double SecondsInStepBefore,
    ImmutableArray<GuardVerdict> Verdicts) : IFact;

public sealed record RolloutPaused(string Rollout, Name Endpoint, PauseCause Cause, string Reason, ImmutableArray<GuardVerdict> Verdicts, Digest? Why) : IFact;

public sealed record RolloutResumed(string Rollout, Name Endpoint, Digest Why) : IFact;

/// <summary>A guard says that the release is worse, with the evidence in it.</summary>
public sealed record GuardBreached(
    string Rollout,
    Name Endpoint,
    int Step,
    GuardVerdict Verdict,
    ImmutableArray<GuardVerdict> Others) : IFact;

/// <summary>
/// Traffic went back to an earlier release, all parts together. With a rollout it ends that rollout, which
/// stays frozen.
/// </summary>
/// <param name="Escaped">Whether the gateway had taken the escape before this fact could be written.</param>
public sealed record RolledBack(
    Name Endpoint,
    string? Rollout,
    Name From,
    Name To,
    RollbackCause Cause,
    string Reason,
    bool Escaped,
    Digest? Why) : IFact;

/// <summary>The last step was passed: the release is the endpoint's current one.</summary>
public sealed record RolloutCompleted(
    string Rollout,
    Name Endpoint,
    double SecondsInStepBefore,
    ImmutableArray<GuardVerdict> Verdicts) : IFact;
