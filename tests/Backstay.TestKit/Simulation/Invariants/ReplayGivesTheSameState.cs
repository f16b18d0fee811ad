using Backstay.Core.Ledger;
using Backstay.Core.World;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 2: the state is a pure function of the entries. The process that ended, the one that starts, the node that only
/// tails, and a replay at the end have the same digest at the same position.
/// </summary>
internal sealed class ReplayGivesTheSameState(Watch watch) : Invariant(watch)
{
    private WorldState? _last;

    public override string Name => "replay-gives-the-same-state";

    public override int? Number => 2;

    public override void OnKilled(WorldState last) => _last = last;

    public override void OnStarted(WorldState root, IReadOnlyList<LedgerRecord> records)
    {
        if (_last is not { } last)
        {
            return;
        }

        // A write in doubt may have come after the last state that the process knew of.
        var digest = root.ComputeDigest();
        var upTo = last.Position == root.Position ? digest : Fold(Watch.ReadBack(), last.Position).ComputeDigest();
        Require(upTo == last.ComputeDigest(), $"the state at {last.Position} was another before the restart");
        Require(Watch.Tail.Position != root.Position || Watch.Tail.ComputeDigest() == digest, $"two nodes differ at {root.Position}");
    }

    public override void OnEnded()
    {
        var digest = Fold(Watch.ReadBack(), long.MaxValue).ComputeDigest();
        Require(digest == Watch.Tail.ComputeDigest(), $"a replay to {Watch.Tail.Position} gives another state than tailing");
        if (World.Node is { } node)
        {
            Require(node.Current.Position == Watch.Tail.Position, $"the process stands at {node.Current.Position} of {Watch.Tail.Position}");
            Require(digest == node.Current.ComputeDigest(), $"a replay to {node.Current.Position} gives another state than the process has");
        }
    }

    private static WorldState Fold(IReadOnlyList<(LedgerEntry Entry, IFact Fact)> entries, long toSeq) => entries
        .TakeWhile(item => item.Entry.Seq <= toSeq)
        .Aggregate(WorldState.Empty, (state, item) => state.Apply(item.Entry, item.Fact));
}
