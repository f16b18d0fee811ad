using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Brings outcomes and decisions together, whichever came first: a decision waits for its outcome in its stage, an outcome for
/// its decision here, each for as long as there is room; and one that comes later still brings with it what it is about.
/// </summary>
internal sealed class OutcomeIntake(LiveStage live, ShadowStage? shadow, JudgeOptions options)
{
    private readonly ParkedOutcomes _parked = new(options.MaxParked);
    private readonly RecentKeys _taken = new(options.MaxRecent);

    /// <summary>Outcomes whose decision did not come while there was room.</summary>
    public long GivenUp => _parked.GivenUp;

    /// <param name="isShadow">Whether the rollout is in its shadow step.</param>
    public bool Knows(Guid decision, bool isShadow) => live.Knows(decision) || (isShadow && shadow is not null && shadow.Knows(decision));

    public void Take(OutcomeRecord outcome, DecisionStory? about, ActiveRollout active, long limitsFrom)
    {
        if (Knows(outcome.Decision, active.CurrentStep.Kind == StepKind.Shadow))
        {
            Join(outcome);
        }
        else if (about is not null)
        {
            TakeLate(outcome, about, active, limitsFrom);
        }
        else if (active.Plan.Guards.Any(guard => guard.Outcome == outcome.Name))
        {
            _parked.Add(outcome);
        }
    }

    /// <summary>What waited for a decision, if that is known now.</summary>
    public void TakeParked(Guid decision, bool isShadow)
    {
        if (Knows(decision, isShadow))
        {
            foreach (var outcome in _parked.Take(decision))
            {
                Join(outcome);
            }
        }
    }

    private void Join(OutcomeRecord outcome)
    {
        if (!_taken.Add(RecentKeys.Of(outcome)))
        {
            return;
        }

        if (live.Knows(outcome.Decision))
        {
            live.Take(outcome);
        }
        else
        {
            shadow?.Take(outcome);
        }
    }

    /// <summary>The decision was taken in long ago, if it is evidence at all.</summary>
    private void TakeLate(OutcomeRecord outcome, DecisionStory about, ActiveRollout active, long limitsFrom)
    {
        var decision = about.Decision;
        if (!Evidence.IsOf(active, decision) || decision.Stalled)
        {
            return;
        }

        var isShadow = active.Plan.Steps[decision.Step].Kind == StepKind.Shadow;
        if (isShadow && active.CurrentStep.Kind == StepKind.Shadow && about.Shadow is null)
        {
            // Its copy still runs, or was dropped: it waits for the pair as one that came before its decision does.
            _parked.Add(outcome);
            return;
        }

        if (!_taken.Add(RecentKeys.Of(outcome)))
        {
            return;
        }

        if (!isShadow)
        {
            live.TakeLate(decision, outcome, active.FullSince, limitsFrom);
        }
        else if (active.CurrentStep.Kind == StepKind.Shadow && about.Shadow is { Stalled: false } copy)
        {
            shadow?.TakeLate(decision, copy, outcome, limitsFrom);
        }
    }
}
