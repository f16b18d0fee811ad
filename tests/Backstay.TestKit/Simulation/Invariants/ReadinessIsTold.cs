using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// A release whose files can't be read gets nobody, and each record names those of its route that were so. A canary without its
/// control is evidence all the same, for its hard limits: it must not fail unseen.
/// </summary>
internal sealed class ReadinessIsTold(Watch watch) : Invariant(watch)
{
    private readonly Dictionary<Guid, RouteRole[]> _cold = [];

    public override string Name => "readiness-is-told";

    public override void OnRouted(Passage passage)
    {
        var view = Watch.Traffic.At(passage.Endpoint.Config.Endpoint, passage.Position);
        var canary = passage.Endpoint.Escaped ? null : view.Rollout?.To.ToString();
        (RouteRole Role, string? Release)[] roles =
        [
            (RouteRole.Current, view.Current?.ToString()),
            (RouteRole.Canary, view.Weight > 0 ? canary : null),
            (RouteRole.Shadow, view.Weight > 0 ? null : canary),
        ];
        _cold[passage.Id] = [.. roles.Where(role => role.Release is { } release && World.Cold.Contains(release)).Select(role => role.Role)];
        foreach (var attempt in passage.Attempts)
        {
            Require(!World.Cold.Contains(attempt.Release), $"decision {passage.Id} goes to {attempt.Release}, which is cold");
        }
    }

    public override void OnCompleted(DecisionRecord decision, Passage passage)
    {
        var cold = _cold[decision.Id];
        Require(
            decision.NotReady.SequenceEqual(cold),
            $"decision {decision.Id} says that {string.Join(", ", decision.NotReady)} were not ready, and {string.Join(", ", cold)} were not");
        Require(
            decision.AssignedArm == Arm.Control || cold is not [RouteRole.Current] || decision.Escaped || !decision.NotEvidence,
            $"decision {decision.Id} of a canary without its control is no evidence");
    }
}
