using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Statistics;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// A verdict on events is computed again from the ledger alone, and every verdict is of a test that the plan asks for; a breach
/// reaches its threshold, a pass holds none.
/// </summary>
internal sealed class VerdictsRecompute(Watch watch) : Invariant(watch)
{
    public override string Name => "verdicts-recompute";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        (Name? endpoint, IReadOnlyList<GuardVerdict> verdicts) = fact switch
        {
            GuardBreached f => (f.Endpoint, [f.Verdict, .. f.Others]),
            StepEntered f => (f.Endpoint, f.Verdicts),
            RolloutCompleted f => (f.Endpoint, f.Verdicts),
            RolloutPaused f => (f.Endpoint, f.Verdicts),
            _ => ((Name?)null, (IReadOnlyList<GuardVerdict>)[]),
        };
        foreach (var verdict in verdicts)
        {
            var again = VerdictRecomputation.Recompute(verdict);
            Require(
                again.IsOk ? again.Value.IsEqual : again.Problem.Code == VerdictRecomputation.NeedsTelemetry,
                $"the verdict of {verdict.Guard} in entry {entry.Seq} does not recompute: {(again.IsOk ? again.Value.Difference : again.Problem.Message)}");
            if (endpoint is { } of && before.Latest(of).Rollout is { Plan: var plan })
            {
                var unplanned = PlannedTest.Difference(plan, verdict);
                Require(unplanned is null, $"the verdict of {verdict.Guard} in entry {entry.Seq} is of no test of the plan: '{unplanned}'");
            }
        }

        if (fact is GuardBreached { Verdict.Test: var test })
        {
            Require(test.Verdict == Verdict.Breach && test.EValue >= test.Threshold, $"entry {entry.Seq} breaches at {test.EValue} of {test.Threshold}");
        }

        if (fact is StepEntered or RolloutCompleted)
        {
            Require(verdicts.All(verdict => verdict.Test.Verdict != Verdict.Breach), $"entry {entry.Seq} passes a step with a breach in it");
        }
    }
}
