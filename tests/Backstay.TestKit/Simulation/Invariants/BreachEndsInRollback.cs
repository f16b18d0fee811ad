using Backstay.Core.Ledger;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>A breach becomes a fact as soon as the ledger can take it: no world comes to rest with one that did not.</summary>
internal sealed class BreachEndsInRollback(Watch watch) : Invariant(watch)
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public override string Name => "breach-ends-in-rollback";

    public override int? Number => 6;

    public override void OnBreachSeen(string rollout, JudgeAction action) => _open.Add(rollout);

    public override void OnFact(LedgerEntry entry, IFact fact, TrafficOracle before)
    {
        if (fact is RolledBack { Rollout: { } rollout })
        {
            _open.Remove(rollout);
        }
        else if (fact is StepEntered or RolloutCompleted)
        {
            var passed = (fact as StepEntered)?.Rollout ?? ((RolloutCompleted)fact).Rollout;
            Require(!_open.Contains(passed), $"{passed} passes a step after its breach");
        }
    }

    public override void OnEnded()
    {
        Require(_open.Count == 0, $"the breach of {_open.FirstOrDefault()} never became a fact");
        Require(World.Node is null or { Tables.Escapes.Count: 0 }, $"an escape stands at the end, and the ledger could be written");
    }
}
