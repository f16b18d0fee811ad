using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Statistics;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// A unit enters a guard once, a client's retry is no new request, and what was escaped is no evidence: no verdict counts more
/// than there is by an independent count.
/// </summary>
internal sealed class EvidenceIsCountedOnce(Watch watch) : Invariant(watch)
{
    public override string Name => "evidence-is-counted-once";

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        switch (fact)
        {
            case GuardBreached f:
                Check(before.Latest(f.Endpoint), f.Rollout, [f.Verdict, .. f.Others]);
                break;
            case StepEntered f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.Verdicts);
                break;
            case RolloutCompleted f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.Verdicts);
                break;
            case RolloutPaused f:
                Check(before.Latest(f.Endpoint), f.Rollout, f.Verdicts);
                break;
        }
    }

    private void Check(EndpointView view, string rollout, IEnumerable<GuardVerdict> verdicts)
    {
        // After an overflow the judge may have seen a retry without the request before it, until it reads again.
        if (view.Rollout is not { } started || Watch.HasMissedEvidence(rollout))
        {
            return;
        }

        var evidence = Watch.Evidence.Of(rollout);
        foreach (var verdict in verdicts)
        {
            var guard = started.Plan.Guards.First(guard => guard.Guard == verdict.Guard);
            if (guard.Metric is GuardMetric.ErrorRate or GuardMetric.SlowShare)
            {
                CheckEvents(view, evidence, guard, verdict);
            }
        }
    }

    private void CheckEvents(EndpointView view, RolloutEvidence evidence, GuardConfig guard, GuardVerdict verdict)
    {
        var isShadow = view.StepConfig?.Kind == StepKind.Shadow;
        foreach (var arm in verdict.Test.Arms)
        {
            var which = verdict.Comparison == GuardComparison.ControlLimit || arm.Arm == ArmStatistics.ControlArm ? Arm.Control : Arm.Canary;
            var isLimit = verdict.Comparison is GuardComparison.Limit or GuardComparison.ControlLimit;
            var (units, events) = (isShadow, isLimit) switch
            {
                (true, true) => (evidence.Pairs.Count, evidence.Pairs.Count(pair => IsEvent(guard, pair, which))),
                (true, false) => (evidence.PairUnits(_ => true), evidence.PairUnits(pair => IsEvent(guard, pair, which))),
                (false, true) => (evidence.Decisions.Count(d => d.AssignedArm == which), evidence.Units(which, d => RolloutEvidence.IsEvent(guard, d))),
                _ => (evidence.Units(which, RolloutEvidence.HasControl), evidence.Units(which, d => RolloutEvidence.HasControl(d) && RolloutEvidence.IsEvent(guard, d))),
            };
            Require(arm.N <= units, $"{guard.Guard} {verdict.Comparison} counts {arm.N} of {units} units in the {which} arm");
            Require(arm.Sum <= events, $"{guard.Guard} {verdict.Comparison} counts {arm.Sum} of {events} events in the {which} arm");
        }
    }

    private static bool IsEvent(GuardConfig guard, (DecisionRecord Decision, ShadowRecord Shadow) pair, Arm arm) => arm == Arm.Canary
        ? RolloutEvidence.IsEvent(guard, pair.Shadow.Attempt, pair.Decision.DeadlineMs)
        : RolloutEvidence.IsEvent(guard, pair.Decision);
}
