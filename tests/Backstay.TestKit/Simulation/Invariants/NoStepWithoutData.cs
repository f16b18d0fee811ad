using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// No data is never success: a step passes only with the plan's least number of distinct units per arm for every guard, not
/// while the rollout is paused, and not while evidence was missed.
/// </summary>
internal sealed class NoStepWithoutData(Watch watch) : Invariant(watch)
{
    public override string Name => "no-step-without-data";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case StepEntered f:
                Check(before.Latest(f.Endpoint), f.Rollout);
                break;
            case RolloutCompleted f:
                Check(before.Latest(f.Endpoint), f.Rollout);
                break;
        }
    }

    private void Check(EndpointView view, string rollout)
    {
        if (view is not { Rollout.Plan: { } plan, StepConfig: { } step })
        {
            return;
        }

        Require(!view.Paused, $"{rollout} passes step {view.Step} while it is paused");
        Require(!Watch.HasMissedEvidence(rollout), $"{rollout} passes step {view.Step} on a feed that overflowed");
        foreach (var guard in plan.Guards.Where(guard => guard.SecondsAfterFull is null))
        {
            var (canary, control) = Units(view, rollout, guard);
            Require(canary >= step.MinUnits, $"{rollout} passes step {view.Step} with {canary} canary units of {step.MinUnits} for {guard.Guard}");
            Require(
                view.Weight == EndpointRoute.BasisPoints || control >= step.MinUnits,
                $"{rollout} passes step {view.Step} with {control} control units of {step.MinUnits} for {guard.Guard}");
        }
    }

    private (int Canary, int Control) Units(EndpointView view, string rollout, GuardConfig guard)
    {
        var evidence = Watch.Evidence.Of(rollout);
        if (view.StepConfig?.Kind == StepKind.Shadow)
        {
            var pairs = guard.Metric switch
            {
                GuardMetric.Measurement => int.MaxValue,
                GuardMetric.Quality => evidence.PairUnits(pair => HasOutcome(evidence, pair.Decision.Id, guard) || HasFailedAlone(guard, pair)),
                _ => evidence.PairUnits(_ => true),
            };
            return (pairs, pairs);
        }

        return guard.Metric switch
        {
            GuardMetric.Disagreement => (int.MaxValue, int.MaxValue),
            GuardMetric.ErrorRate or GuardMetric.SlowShare => (evidence.Units(Arm.Canary, RolloutEvidence.HasControl), evidence.Units(Arm.Control, RolloutEvidence.HasControl)),
            _ => (evidence.Units(Arm.Canary, Counts), evidence.Units(Arm.Control, Counts)),
        };

        // A failed attempt is the worst value at once.
        bool Counts(DecisionRecord decision) =>
            RolloutEvidence.HasControl(decision) && (RolloutEvidence.IsEvent(guard, decision) || HasOutcome(evidence, decision.Id, guard));
    }

    // The worst value at once, whichever of the two it was.
    private static bool HasFailedAlone(GuardConfig guard, (DecisionRecord Decision, ShadowRecord Shadow) pair) =>
        RolloutEvidence.IsEvent(guard, pair.Decision)
        != RolloutEvidence.IsEvent(guard, pair.Shadow.Attempt, pair.Decision.AttemptLimitMs ?? pair.Decision.DeadlineMs);

    private bool HasOutcome(RolloutEvidence evidence, Guid decision, GuardConfig guard) =>
        evidence.Outcomes.Contains((decision, guard.Outcome ?? string.Empty)) || Watch.Evidence.Early.Contains((decision, guard.Outcome ?? string.Empty));
}
