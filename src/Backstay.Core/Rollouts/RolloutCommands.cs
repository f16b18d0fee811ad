using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>Starts a rollout to a release; on an endpoint without a current release, activates it at once.</summary>
public sealed record StartRollout(Name Endpoint, Name Release, RolloutPlan? Plan, string Why) : ICommand;

/// <summary>The judge: the current step passed, on this evidence.</summary>
public sealed record PassStep(string Rollout, Name Endpoint, int Step, double SecondsInStep, ImmutableArray<GuardVerdict> Verdicts) : ICommand;

/// <summary>The judge: a guard is breached. Rolls back.</summary>
public sealed record ReportBreach(
    string Rollout,
    Name Endpoint,
    int Step,
    GuardVerdict Verdict,
    ImmutableArray<GuardVerdict> Others,
    bool Escaped) : ICommand;

/// <summary>The judge: both arms broke a hard limit. Pauses.</summary>
public sealed record ReportSharedBreach(string Rollout, Name Endpoint, int Step, ImmutableArray<GuardVerdict> Verdicts) : ICommand;

public sealed record PauseRollout(string Rollout, string Why) : ICommand;

public sealed record ResumeRollout(string Rollout, string Why) : ICommand;

/// <summary>Ends a rollout by taking its traffic back.</summary>
/// <param name="Escaped">The gateway had taken the escape already, and a restart lost the evidence for it: the judge ends what is left.</param>
public sealed record AbortRollout(string Rollout, string Why, bool Escaped = false) : ICommand;

/// <summary>Takes an endpoint back: to the named release, or to the newest valid earlier one.</summary>
/// <param name="Ready">
/// Where nobody named one: the release that was made hot for it, though it be older. No part of what was asked for: a repeat is
/// the same command, whatever is hot by then.
/// </param>
public sealed record RollBack(Name Endpoint, Name? To, string Why, [property: JsonIgnore] Name? Ready = null) : ICommand;
