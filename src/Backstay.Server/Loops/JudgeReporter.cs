using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Loops;

/// <summary>
/// Turns what a judge found into commands. A breach is reported for as long as it takes: until the ledger accepts it, or
/// the rollout has ended otherwise. Repeating a report is harmless, since the second comes to nothing.
/// </summary>
internal sealed partial class JudgeReporter(
    Sequencer sequencer, IObjectStore objects, TimeProvider time, JudgeLoopOptions options, ILogger logger)
{
    // The credential is one that no token can have: nobody else's idempotency keys may meet the judge's.
    private static readonly Actor Judge = new("judge", null, "loop:judge");
    private readonly JudgeEvidence _evidence = new(objects);

    /// <summary>Reports a breach whose escape is taken already.</summary>
    /// <param name="escapeStood">Whether the escape stood before this process found the breach.</param>
    /// <param name="waiting">Told why the report waits; null when it does no longer.</param>
    public async Task BreachAsync(
        ActiveRollout active, JudgeAction action, ShadowTotals? shadow, bool escapeStood, Action<string?> waiting, CancellationToken ct)
    {
        var verdicts = await _evidence.FitAsync(action.Others.Insert(0, action.Verdict!), ct); // a breach has its verdict
        var others = verdicts.RemoveAt(0);
        var escaped = escapeStood;
        var pause = options.FirstRetry;
        while (IsActive(active))
        {
            var report = new ReportBreach(active.Rollout, active.Endpoint, action.Step, verdicts[0], others, escaped);
            if (await SubmitAsync(report, $"judge:{active.Rollout}:breach", ct) is not { } problem)
            {
                waiting(null);
                await DisproveAsync(active, shadow, verdicts[0], ct);
                return;
            }

            // The escape is ahead of the ledger from here on, and the fact will say so.
            escaped = true;
            if (problem.Kind != ProblemKind.Unavailable)
            {
                // Whatever is wrong with the rest, the breach itself must get through.
                others = [];
            }

            LogWaits(logger, active.Rollout, problem);
            waiting(problem.Message);
            await Task.Delay(pause, time, ct);
            pause = 2 * pause < options.LongestRetry ? 2 * pause : options.LongestRetry;
        }

        waiting(null);
    }

    public async Task<Problem?> SharedAsync(ActiveRollout active, JudgeAction action, CancellationToken ct)
    {
        var report = new ReportSharedBreach(active.Rollout, active.Endpoint, action.Step, await _evidence.FitAsync(action.Others, ct));
        var pause = options.FirstRetry;
        while (IsActive(active) && await SubmitAsync(report, FormattableString.Invariant($"judge:{active.Rollout}:shared:{active.Resumed}"), ct) is { } problem)
        {
            LogWaits(logger, active.Rollout, problem);
            await Task.Delay(pause, time, ct);
            pause = 2 * pause < options.LongestRetry ? 2 * pause : options.LongestRetry;
        }

        return null;
    }

    /// <summary>Reports a passed step, a shadow's evidence first. Null when accepted.</summary>
    public async Task<Problem?> PassAsync(ActiveRollout active, JudgeAction action, ShadowTotals? shadow, CancellationToken ct)
    {
        if (shadow is { Samples: > 0 } && !HasEvidence(active)
            && await RecordAsync(active, shadow, ShadowProof.WhyNone(active.Plan, shadow), $"judge:{active.Rollout}:evidence", ct) is { } unproven)
        {
            return unproven;
        }

        var verdicts = await _evidence.FitAsync(action.Others, ct);
        var pass = new PassStep(active.Rollout, active.Endpoint, action.Step, action.SecondsInStep, verdicts);
        return await SubmitAsync(pass, FormattableString.Invariant($"judge:{active.Rollout}:pass:{action.Step}"), ct);
    }

    /// <summary>
    /// The escape was taken and the process ended before the breach was a fact, and telemetry does not show the breach any
    /// more (its last second may be lost). The traffic is back already; the rollout ends as well.
    /// </summary>
    public async Task<Problem?> AbandonAsync(ActiveRollout active, CancellationToken ct) => await SubmitAsync(
        new AbortRollout(active.Rollout, "The gateway had taken the escape before a restart, and the last of the evidence for it was lost with the process.", Escaped: true),
        $"judge:{active.Rollout}:abandon",
        ct);

    private async Task DisproveAsync(ActiveRollout active, ShadowTotals? shadow, GuardVerdict verdict, CancellationToken ct)
    {
        if (shadow is { Samples: > 0 }
            && await RecordAsync(active, shadow, $"guard {verdict.Guard} breached", $"judge:{active.Rollout}:evidence-failed", ct) is { } problem)
        {
            LogWaits(logger, active.Rollout, problem);
        }
    }

    /// <summary>
    /// The shadow's evidence, where one backend gave all of its answers: after a redeclaration in its midst they say nothing
    /// that could be bound to either.
    /// </summary>
    private async Task<Problem?> RecordAsync(ActiveRollout active, ShadowTotals shadow, string? failure, string id, CancellationToken ct)
    {
        var world = sequencer.Current;
        var endpoint = world.Routing.Endpoints[active.Endpoint];
        var started = world.Rollouts.Rollouts[active.Rollout].StartedAt;
        return endpoint.BackendSince(world.Releases.Releases[active.To].Fact.Backend, started) is { } backend
            ? await SubmitAsync(
                new RecordEvidence(
                    active.To, active.Endpoint, EvidenceKind.Shadow, failure is null, shadow.Samples, shadow.Errors, SchemaFailures: 0,
                    shadow.Late, endpoint.Config.DeadlineMs, Inputs: null, active.Rollout, failure, backend),
                id,
                ct)
            : null;
    }

    // Passed or not: it is said once, and a check that passes afterwards must stay the newest result.
    private bool HasEvidence(ActiveRollout active)
    {
        var releases = sequencer.Current.Releases;
        return releases.Releases.TryGetValue(active.To, out var release)
            && releases.EvidenceFor(release.Fact.Combination).Any(e => e.Fact.Rollout == active.Rollout);
    }

    private bool IsActive(ActiveRollout active) =>
        sequencer.Current.Rollouts.TrafficOf(active.Endpoint).Active?.Rollout == active.Rollout;

    private async Task<Problem?> SubmitAsync(ICommand command, string id, CancellationToken ct) =>
        (await sequencer.SubmitAsync(new Submission(command, Judge, id), ct)).Problem;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A report of rollout {Rollout} waits: {Problem}")]
    private static partial void LogWaits(ILogger logger, string rollout, Problem problem);
}
