using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>
/// Invariant 9: raising a canary's weight never moves a user out of it, and lowering never moves one in. So within a rollout
/// every weight at which a user was in the canary lies above every weight at which they were not.
/// </summary>
internal sealed class UsersStayWhereTheyAre(Watch watch) : Invariant(watch)
{
    private readonly Dictionary<(string, Digest), (int LeastCanary, int MostControl)> _seen = [];

    public override string Name => "users-stay-where-they-are";

    public override int? Number => 9;

    public override void OnCompleted(DecisionRecord decision, Passage passage)
    {
        if (decision.Rollout is not { } rollout || decision.UnitSource == UnitOrigin.Decision)
        {
            return;
        }

        var (canary, control) = _seen.GetValueOrDefault((rollout, decision.Unit), (int.MaxValue, -1));
        (canary, control) = decision.AssignedArm == Arm.Canary
            ? (Math.Min(canary, decision.CanaryWeight), control)
            : (canary, Math.Max(control, decision.CanaryWeight));
        _seen[(rollout, decision.Unit)] = (canary, control);
        Require(canary > control, $"a user of {rollout} is in the canary at a weight of {canary} and out of it at {control}");
    }
}
