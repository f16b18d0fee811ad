using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>The shadow step: both releases answer the same requests, and users get the control's answers.</summary>
internal sealed class ShadowStage
{
    private readonly UnitTable _units;
    private readonly Waiting<ShadowPair> _pairs;

    public ShadowStage(RolloutPlan plan, JudgeOptions options)
    {
        _units = new UnitTable(options.MaxUnits);
        _pairs = new Waiting<ShadowPair>(options.MaxPending);
        Seats =
        [
            .. plan.Guards
                .Select((guard, i) => (Guard: guard, Index: i))
                .Where(g => StepWatch.WatchesShadow(g.Guard))
                .Select(g => new ShadowSeat(g.Guard, g.Index, AlphaShares.Of(plan, g.Guard))),
        ];
    }

    public IReadOnlyList<ShadowSeat> Seats { get; }

    /// <summary>What the step comes to as evidence for the compatibility matrix.</summary>
    public ShadowTotals Totals { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Requests that found no room. A pair that is given up has been judged; a late label of it brings it back.</summary>
    public long Overlooked => _units.Overlooked;

    /// <inheritdoc cref="LiveStage.RestartLimits"/>
    public void RestartLimits()
    {
        _units.Clear(ShadowFlags.Limits);
        foreach (var seat in Seats)
        {
            seat.RestartLimits();
        }
    }

    public bool Knows(Guid decision) => _pairs.Find(decision) is { IsComplete: true };

    public void Take(DecisionRecord decision, long limitsFrom)
    {
        var pair = PairOf(decision.Id);
        pair.Decision = decision;
        pair.CountsForLimits = decision.Position >= limitsFrom;
        TryComplete(pair);
    }

    public void Take(ShadowRecord shadow)
    {
        var pair = PairOf(shadow.Decision);
        if (pair.Shadow is null)
        {
            pair.Shadow = shadow;
            TryComplete(pair);
        }
    }

    public void Take(OutcomeRecord outcome)
    {
        if (_pairs.Find(outcome.Decision) is { Decision: { } decision } pair)
        {
            Label(pair, decision, outcome);
        }
    }

    private void Label(ShadowPair pair, DecisionRecord decision, OutcomeRecord outcome)
    {
        if (!pair.ControlAnswered || pair.CanaryFailed)
        {
            return;
        }

        foreach (var seat in Seats)
        {
            var bit = 1 << seat.Index;
            if (seat.Config.Metric == GuardMetric.Quality && seat.Config.Outcome == outcome.Name && (pair.Labelled & bit) == 0)
            {
                pair.Labelled |= bit;
                seat.TakeLabel(pair, outcome, ref _units.FlagsOf(UnitTable.NameOf(decision)));
            }
        }
    }

    /// <summary>An outcome of a pair that is no longer kept here.</summary>
    public void TakeLate(DecisionRecord decision, ShadowRecord shadow, OutcomeRecord outcome, long limitsFrom)
    {
        if (Attempts.OfAssigned(decision) is not { } attempt || (UnitTable.NameOf(decision) is null && decision.RequestId is not null))
        {
            return;
        }

        var pair = new ShadowPair { Decision = decision, Shadow = shadow, CountsForLimits = decision.Position >= limitsFrom };
        Judge(pair, decision, shadow, attempt);
        Label(pair, decision, outcome);
    }

    private static void Judge(ShadowPair pair, DecisionRecord decision, ShadowRecord shadow, AttemptRecord attempt)
    {
        pair.CanaryFailed = Attempts.HasFailed(shadow.Attempt, decision.DeadlineMs);
        pair.ControlFailed = Attempts.HasFailed(attempt, decision.DeadlineMs) && !Attempts.IsCallersDoing(attempt, decision);
        pair.ControlAnswered = !Attempts.HasFailed(attempt, decision.DeadlineMs) && decision.ServedRelease == decision.AssignedRelease;
    }

    private ShadowPair PairOf(Guid decision)
    {
        if (_pairs.Find(decision) is { } known)
        {
            return known;
        }

        var pair = new ShadowPair();
        _pairs.Add(decision, pair);
        return pair;
    }

    private void TryComplete(ShadowPair pair)
    {
        if (pair is not { Decision: { } decision, Shadow: { } shadow } || Attempts.OfAssigned(decision) is not { } attempt)
        {
            return;
        }

        ref var flags = ref _units.FlagsOf(decision);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flags))
        {
            return;
        }

        var deadline = decision.DeadlineMs;
        Judge(pair, decision, shadow, attempt);
        var isComparedOnly = Attempts.IsComparedOnly(shadow.Attempt, decision) || Attempts.IsShortLate(attempt, decision);
        var isNewUnit = !isComparedOnly && ShadowFlags.SeeAtAll(ref flags);
        Totals = isComparedOnly ? Totals : Totals.Add(shadow.Attempt, deadline, isNewUnit);
        foreach (var seat in Seats)
        {
            if (seat.Config.IsEvent())
            {
                // A control whose caller left counts as an event in the comparison, whatever would have become of it: callers leave
                // what is slow, and nobody leaves a shadow. Without such pairs a sound shadow would look the slower one.
                seat.TakeEvents(
                    decision.Id, Attempts.IsEvent(seat.Config, shadow.Attempt, deadline), Attempts.IsEvent(seat.Config, attempt, deadline),
                    isNewUnit, ref flags, pair.CountsForLimits && !isComparedOnly, Attempts.Find(seat.Config, attempt, decision));
            }
            else if (seat.Config is { Metric: GuardMetric.Disagreement, Score: { } score } && pair.ControlAnswered && !isComparedOnly)
            {
                var agrees = pair.CanaryFailed ? false : Scoring.Agrees(score, Scoring.Kept(pair.CanaryKept, score.Field), Scoring.Kept(pair.ControlKept, score.Field));
                if (agrees is { } same)
                {
                    seat.TakeDisagreement(decision.Id, !same, ref flags, pair.CountsForLimits);
                }
            }
            else if (seat.Config.IsValue() && !isComparedOnly && (pair.CanaryFailed || pair.ControlFailed))
            {
                seat.TakeFailure(pair, decision.Id, ref flags);
            }
        }
    }
}
