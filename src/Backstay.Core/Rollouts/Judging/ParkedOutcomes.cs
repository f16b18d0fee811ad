using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>Outcomes that came before their decision (or its shadow), the latest of them.</summary>
internal sealed class ParkedOutcomes(int capacity)
{
    private readonly Waiting<List<OutcomeRecord>> _byDecision = new(capacity);

    /// <summary>Outcomes whose decision did not come while there was room.</summary>
    public long GivenUp => _byDecision.GivenUp;

    /// <summary>The first value of a name is the one that is judged; a plan has at most as many names as guards.</summary>
    public void Add(OutcomeRecord outcome)
    {
        if (_byDecision.Find(outcome.Decision) is not { } waiting)
        {
            _byDecision.Add(outcome.Decision, waiting = []);
        }

        if (waiting.TrueForAll(other => other.Name != outcome.Name))
        {
            waiting.Add(outcome);
        }
    }

    /// <summary>What waited for a decision that is known now; nothing waits for it any more.</summary>
    public IReadOnlyList<OutcomeRecord> Take(Guid decision)
    {
        if (_byDecision.Find(decision) is not { } waiting)
        {
            return [];
        }

        _byDecision.Remove(decision);
        return waiting;
    }
}
