using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>The shadow step: both releases answer the same requests, and users get the control's answers.</summary>
internal sealed class ShadowStage
{
    private readonly UnitTable _units;
    private readonly Waiting<ShadowPair> _pairs;
    private readonly LoneFailures _lone;
    private long _overlookedLate;

    public ShadowStage(RolloutPlan plan, JudgeOptions options)
    {
        _units = new UnitTable(options.MaxUnits);
        _pairs = new Waiting<ShadowPair>(options.MaxPending);
        _lone = new LoneFailures(lone => lone.Seat.TakeLone(lone.Decision, ref _units.FlagsOf(lone.Unit), lone.CountsForLimits));
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

    /// <summary>
    /// Requests that found no room, and late outcomes that can't be joined. A pair that is given up has been judged; a late label of
    /// it brings it back.
    /// </summary>
    public long Overlooked => _units.Overlooked + _overlookedLate;

    /// <inheritdoc cref="LiveStage.RestartLimits"/>
    public void RestartLimits()
    {
        _units.Clear(ShadowFlags.Limits);
        foreach (var seat in Seats)
        {
            seat.RestartLimits();
        }

        _lone.ForgetLimits();
    }

    public bool Knows(Guid decision) => _pairs.Find(decision) is { IsComplete: true };

    public void Take(DecisionRecord decision, long limitsFrom)
    {
        _lone.Witness(decision);
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
                ref var flags = ref _units.FlagsOf(UnitTable.NameOf(decision));
                if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref flags))
                {
                    return;
                }

                seat.TakeLabel(pair, outcome, ref flags);
            }
        }
    }

    /// <summary>An outcome of a pair that is no longer kept here.</summary>
    public void TakeLate(DecisionRecord decision, ShadowRecord shadow, OutcomeRecord outcome, long limitsFrom)
    {
        if (Attempts.OfAssigned(decision) is not { } attempt)
        {
            return;
        }

        if (UnitTable.NameOf(decision) is null && decision.RequestId is not null)
        {
            _overlookedLate++;
            return;
        }

        var pair = new ShadowPair { Decision = decision, Shadow = shadow, CountsForLimits = decision.Position >= limitsFrom };
        Judge(pair, decision, shadow, attempt);
        Label(pair, decision, outcome);
    }

    private static void Judge(ShadowPair pair, DecisionRecord decision, ShadowRecord shadow, AttemptRecord attempt)
    {
        var limit = Attempts.LimitOf(decision);
        pair.CanaryFailed = Attempts.HasFailed(shadow.Attempt, limit);
        pair.ControlFailed = Attempts.HasFailed(attempt, limit) && !Attempts.IsCallersDoing(attempt, decision);
        pair.ControlAnswered = !Attempts.HasFailed(attempt, limit) && decision.ServedRelease == decision.AssignedRelease;
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

        var limit = Attempts.LimitOf(decision);
        Judge(pair, decision, shadow, attempt);

        // Where the caller ended the control's attempt, or refused either time, the pair is compared and no more: it is no unit that
        // lets a step pass, no proof, and no word against a limit, against which a shadow that nobody leaves would stand alone.
        var isComparedOnly = Attempts.IsComparedOnly(shadow.Attempt, decision) || Attempts.IsCallersDoing(attempt, decision);
        var isNewUnit = !isComparedOnly && ShadowFlags.SeeAtAll(ref flags);
        Totals = isComparedOnly ? Totals : Totals.Add(shadow.Attempt, limit, isNewUnit);
        foreach (var seat in Seats)
        {
            if (seat.Config.IsEvent())
            {
                // A control whose caller left counts as an event in the comparison, whatever would have become of it: callers leave
                // what is slow, and nobody leaves a shadow. Without such pairs a sound shadow would look the slower one.
                var counts = pair.CountsForLimits && !isComparedOnly;
                if (seat.TakeEvents(
                    decision.Id, Attempts.IsEvent(seat.Config, shadow.Attempt, limit), Attempts.IsEvent(seat.Config, attempt, limit),
                    isNewUnit, ref flags, counts))
                {
                    _lone.Hold(new(seat, decision.Id, UnitTable.NameOf(decision), counts));
                }
            }
            else if (seat.Config is { Metric: GuardMetric.Disagreement, Score: { } score } && pair.ControlAnswered && !isComparedOnly)
            {
                if (pair.CanaryFailed)
                {
                    _lone.Hold(new(seat, decision.Id, UnitTable.NameOf(decision), pair.CountsForLimits));
                }
                else if (Scoring.Agrees(score, Scoring.Kept(pair.CanaryKept, score.Field), Scoring.Kept(pair.ControlKept, score.Field)) is { } same)
                {
                    seat.TakeDisagreement(decision.Id, !same, ref flags, pair.CountsForLimits);
                }
            }
            else if (seat.Config.IsValue() && isNewUnit && (pair.CanaryFailed || pair.ControlFailed) && seat.TakeFailure(pair, decision.Id, ref flags))
            {
                _lone.Hold(new(seat, decision.Id, UnitTable.NameOf(decision), pair.CountsForLimits));
            }
        }
    }
}
