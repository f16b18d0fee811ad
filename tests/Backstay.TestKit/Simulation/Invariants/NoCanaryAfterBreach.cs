using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 6: from the moment at which the evidence was there, no user's request goes to the condemned release: whatever
/// the ledger can or can't do, across restarts, and not as somebody's fallback either. Only a new rollout brings it back.
/// </summary>
internal sealed class NoCanaryAfterBreach(Watch watch) : Invariant(watch)
{
    private readonly Dictionary<(string Endpoint, string Release), string> _condemned = [];

    public override string Name => "no-canary-after-breach";

    public override int? Number => 6;

    public override void OnBreachSeen(string rollout, JudgeAction action)
    {
        foreach (var endpoint in Watch.Traffic.Endpoints)
        {
            if (Watch.Traffic.Latest(endpoint).Rollout is { } started && started.Rollout == rollout)
            {
                _condemned[(endpoint.ToString(), started.To.ToString())] = rollout;
            }
        }
    }

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        if (fact is RolloutStarted f)
        {
            _condemned.Remove((f.Endpoint.ToString(), f.To.ToString()));
        }
        else if (fact is RolledBack { Cause: RollbackCause.Command } back)
        {
            // Somebody asked for it by name, knowing what it is.
            _condemned.Remove((back.Endpoint.ToString(), back.To.ToString()));
        }
    }

    public override void OnRouted(Passage passage)
    {
        foreach (var attempt in passage.Attempts)
        {
            Require(
                !_condemned.TryGetValue((passage.Endpoint.Name, attempt.Release), out var rollout),
                $"a request goes to {attempt.Release} after the breach of {rollout}");
        }
    }
}
