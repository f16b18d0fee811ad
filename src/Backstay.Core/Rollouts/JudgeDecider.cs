using System.Collections.Immutable;
using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts;

/// <summary>
/// Decides what the judge reports. A report may come twice (an answer was lost, the process restarted): the second comes
/// to nothing.
/// </summary>
public static class JudgeDecider
{
    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, PassStep command)
    {
        if (!rollouts.Rollouts.TryGetValue(command.Rollout, out var record))
        {
            return Problem.NotFound("rollout", command.Rollout);
        }

        if (IsPassed(record, command.Step))
        {
            return NewFacts.None;
        }

        var found = Find(rollouts, record, command.Endpoint, command.Step);
        if (!found.TryGet(out var active, out var problem))
        {
            return problem;
        }

        if (active.Paused)
        {
            return Problem.Refused("rollout-paused", $"Rollout {active.Rollout} is paused: no step passes until it is resumed.");
        }

        if (PassProblem(active, command) is { } incomplete)
        {
            return incomplete;
        }

        // Every step from here on has users' traffic, and so has what comes after the last one.
        var objections = gate.Check(active.Endpoint, active.To);
        if (!objections.IsEmpty)
        {
            return ReleaseGate.Refuse("not-eligible", $"Release '{active.To}' may not get more traffic of '{active.Endpoint}'", objections);
        }

        return active.Step == active.Plan.Steps.Length - 1
            ? NewFacts.Of(new RolloutCompleted(active.Rollout, active.Endpoint, command.SecondsInStep, command.Verdicts))
            : NewFacts.Of(new StepEntered(active.Rollout, active.Endpoint, active.Step + 1, command.SecondsInStep, command.Verdicts));
    }

    /// <remarks>Holds whether the rollout is paused or not, and whichever step it is in by now: a breach is a breach.</remarks>
    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, ReportBreach command)
    {
        var found = Find(rollouts, command.Rollout, command.Endpoint);
        if (!found.TryGet(out var active, out var problem))
        {
            return found.Problem?.Code == Ended ? NewFacts.None : problem;
        }

        if (command.Verdict.Test.Verdict != Verdict.Breach)
        {
            return Problem.Invalid("verdict", $"The evidence of guard '{command.Verdict.Guard}' does not reach its threshold.");
        }

        return VerdictRules.Check(active.Plan, [command.Verdict, .. command.Others]) is { } bounds
            ? bounds
            : Back(rollouts, gate, active, command.Verdict, command.Others, command.Escaped);
    }

    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, ReportSharedBreach command)
    {
        var found = Find(rollouts, command.Rollout, command.Endpoint);
        if (!found.TryGet(out var active, out var problem))
        {
            return found.Problem?.Code == Ended ? NewFacts.None : problem;
        }

        if (active.Paused)
        {
            return NewFacts.None;
        }

        if (command.Verdicts.FirstOrDefault(v => v is { Comparison: GuardComparison.Limit, Test.Verdict: Verdict.Breach }) is not { } broken)
        {
            return Problem.Invalid("verdicts", "No verdict says that the release broke its hard limit.");
        }

        if (VerdictRules.Check(active.Plan, command.Verdicts) is { } bounds)
        {
            return bounds;
        }

        // Nobody to share the trouble with: then it is the release's own.
        if (active.CanaryWeight == EndpointRoute.BasisPoints)
        {
            return Back(rollouts, gate, active, broken, command.Verdicts.Remove(broken), escaped: false);
        }

        return NewFacts.Of(new RolloutPaused(
            active.Rollout, active.Endpoint, PauseCause.SharedBreach,
            $"both arms broke the hard limit of guard {broken.Guard}: {Describe(broken)}", command.Verdicts, Why: null));
    }

    private const string Ended = "rollout-ended";

    private static NewFacts Back(
        RolloutsState rollouts, ReleaseGate gate, ActiveRollout active, GuardVerdict verdict, ImmutableArray<GuardVerdict> others, bool escaped) =>
        NewFacts.Of(
            new GuardBreached(active.Rollout, active.Endpoint, active.Step, verdict, others),
            new RolledBack(
                active.Endpoint, active.Rollout, active.To, RollbackTargets.AfterRollout(rollouts, gate, active),
                RollbackCause.Breach, $"guard {verdict.Guard} breached: {Describe(verdict)}", escaped, Why: null));

    private static string Describe(GuardVerdict verdict) => string.Create(
        CultureInfo.InvariantCulture,
        $"{verdict.Test.Method} evidence {verdict.Test.EValue:0.##} of {verdict.Test.Threshold:0.##}, n {verdict.Test.N}");

    private static Problem? PassProblem(ActiveRollout active, PassStep command)
    {
        if (!(command.SecondsInStep >= active.CurrentStep.MinSeconds && double.IsFinite(command.SecondsInStep)))
        {
            return Problem.Invalid("secondsInStep", FormattableString.Invariant($"The step lasts at least {active.CurrentStep.MinSeconds} seconds."));
        }

        return command.Verdicts is { IsDefault: false } verdicts && verdicts.FirstOrDefault(v => v.Test.Verdict == Verdict.Breach) is { } breach
            ? Problem.Invalid("verdicts", $"Guard '{breach.Guard}' is breached: the step does not pass.")
            : VerdictRules.Check(active.Plan, command.Verdicts);
    }

    private static bool IsPassed(RolloutRecord record, int step) =>
        step >= 0 && (step < record.Step || (record.Status == RolloutStatus.Completed && step == record.Step));

    private static Result<ActiveRollout> Find(RolloutsState rollouts, string rollout, Name endpoint) =>
        rollouts.Rollouts.TryGetValue(rollout, out var record)
            ? Find(rollouts, record, endpoint, step: null)
            : Problem.NotFound("rollout", rollout);

    private static Result<ActiveRollout> Find(RolloutsState rollouts, RolloutRecord record, Name endpoint, int? step)
    {
        if (record.Endpoint != endpoint)
        {
            return Problem.Invalid("endpoint", $"Rollout {record.Rollout} belongs to endpoint '{record.Endpoint}'.");
        }

        if (rollouts.TrafficOf(endpoint).Active is not { } active || active.Rollout != record.Rollout)
        {
            return Problem.Conflict(Ended, $"Rollout {record.Rollout} has ended: it is {(record.Status == RolloutStatus.RolledBack ? "rolled back" : "completed")}.");
        }

        return step is null || step == active.Step
            ? active
            : Problem.Conflict("wrong-step", $"Rollout {record.Rollout} is in step {active.Step + 1}, not {step + 1}.");
    }
}
