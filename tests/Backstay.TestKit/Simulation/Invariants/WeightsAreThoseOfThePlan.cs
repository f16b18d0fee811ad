using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 4, first half: weights sum to 100 %, and are those that the rollout's plan says for the step that the facts say;
/// each bucket goes to the arm that owns it.
/// </summary>
internal sealed class WeightsAreThoseOfThePlan(Watch watch) : Invariant(watch)
{
    public override string Name => "weights-are-those-of-the-plan";

    public override int? Number => 4;

    public override void OnCompiled(RoutingTable table)
    {
        foreach (var route in table.Endpoints.Values)
        {
            Require(
                route.CanaryWeight is >= 0 and <= EndpointRoute.BasisPoints && (route.Canary is not null || route.CanaryWeight == 0),
                $"{route.Config.Endpoint} has a canary's weight of {route.CanaryWeight} at {table.Position}");
        }
    }

    public override void OnCompleted(DecisionRecord decision, Passage passage)
    {
        var view = Watch.Traffic.At(passage.Endpoint.Config.Endpoint, decision.Position);
        var weight = decision.Escaped || decision.NotReady.Contains(RouteRole.Canary) ? 0 : view.Weight;
        Require(decision.CanaryWeight == weight, $"decision {decision.Id} has a canary's weight of {decision.CanaryWeight}, the plan {weight}");
        Require(decision.Rollout == view.Rollout?.Rollout && (decision.Rollout is null || decision.Step == view.Step), $"decision {decision.Id} names {decision.Rollout} step {decision.Step}");
        var arm = decision.Bucket < weight ? Arm.Canary : Arm.Control;
        Require(decision.AssignedArm == arm, $"decision {decision.Id} with bucket {decision.Bucket} is in the {decision.AssignedArm} arm at a weight of {weight}");
        Require(decision.Propensity == (arm == Arm.Canary ? weight : EndpointRoute.BasisPoints - weight), $"decision {decision.Id} has a propensity of {decision.Propensity}");
        var release = arm == Arm.Canary ? view.Rollout?.To : view.Current;
        Require(decision.AssignedRelease == release?.ToString(), $"decision {decision.Id} is assigned to {decision.AssignedRelease}, not {release}");
    }
}
