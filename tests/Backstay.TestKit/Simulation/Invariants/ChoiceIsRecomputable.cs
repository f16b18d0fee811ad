using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 7: the record and the ledger up to its position give the same choice again: position, state, table, bucket, arm,
/// release. All decisions, in one replay at the end.
/// </summary>
internal sealed class ChoiceIsRecomputable(Watch watch) : Invariant(watch)
{
    private readonly List<(DecisionRecord Decision, string Unit)> _decisions = [];

    public override string Name => "choice-is-recomputable";

    public override int? Number => 7;

    public override void OnCompleted(DecisionRecord decision, Passage passage) => _decisions.Add((decision, passage.Unit));

    public override void OnEnded()
    {
        var state = WorldState.Empty;
        var entries = Watch.ReadBack();
        foreach (var group in _decisions.GroupBy(item => item.Decision.Position).OrderBy(group => group.Key))
        {
            while (state.Position < group.Key && state.Position < entries.Count)
            {
                var (entry, fact) = entries[(int)state.Position];
                state = state.Apply(entry, fact);
            }

            var table = TableCompiler.Compile(state);
            foreach (var (decision, unit) in group)
            {
                Check(table, decision, unit);
            }
        }
    }

    private void Check(RoutingTable table, DecisionRecord decision, string unit)
    {
        Require(table.Position == decision.Position, $"decision {decision.Id} names position {decision.Position}, which the ledger does not have");
        var route = decision.Escaped && decision.Rollout is { } rollout
            ? table.TakeEscape(decision.Endpoint, rollout).Endpoints[decision.Endpoint]
            : table.Endpoints[decision.Endpoint];
        var bucket = Assignment.Bucket($"{decision.Endpoint}:{decision.Rollout}", unit);
        var arm = Assignment.ArmOf(bucket, decision.NotReady.Contains(RouteRole.Canary) ? 0 : route.CanaryWeight);
        var release = arm == Arm.Canary ? route.Canary : route.Current;
        Require(
            bucket == decision.Bucket && arm == decision.AssignedArm && release?.Release.ToString() == decision.AssignedRelease && route.Escaped == decision.Escaped,
            $"decision {decision.Id} says bucket {decision.Bucket}, {decision.AssignedArm}, {decision.AssignedRelease}; recomputed: {bucket}, {arm}, {release?.Release}");
    }
}
