using System.Collections.Immutable;
using Backstay.Client.Live;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Server.Loops;
using Backstay.Server.Node;

namespace Backstay.Server.Live;

/// <summary>The judge's latest snapshots in wire form, with why a rollout does not go on.</summary>
/// <param name="notReady">Which of an endpoint's releases are cold.</param>
internal sealed class RolloutMonitor(JudgeView view, Func<string, ImmutableArray<RouteRole>> notReady) : IRolloutMonitor
{
    public RolloutLive? Find(string rollout) => view.Find(rollout) is { } judged
        ? ToWire(judged.Snapshot, judged.Waiting ?? WhyCold(judged.Snapshot))
        : null;

    private string? WhyCold(JudgeSnapshot snapshot) => notReady(snapshot.Endpoint.ToString()) switch
    {
        [] => null,
        [RouteRole.Current] when snapshot.CanaryWeight == EndpointRoute.BasisPoints => null, // nobody is compared with it
        [RouteRole.Current] when snapshot.Kind != StepKind.Shadow =>
            "The current release is not ready here, so there is nothing to compare the canary with: its hard limits hold, and no step passes. "
            + "See the server's log for what keeps it from loading. To get away from it, abort this rollout and start one with a full step alone and holdBack 0.",
        var roles =>
            $"Not ready here: {string.Join(", ", roles.Select(role => role.ToString().ToLowerInvariant()))}. "
            + "No request is evidence, and no step passes. See the server's log for what keeps it from loading.",
    };

    private static RolloutLive ToWire(JudgeSnapshot snapshot, string? waiting) => new(
        snapshot.Step,
        snapshot.Kind,
        snapshot.CanaryWeight,
        snapshot.SecondsInStep,
        snapshot.MinSeconds,
        snapshot.MinUnits,
        snapshot.CanaryUnits,
        snapshot.ControlUnits,
        snapshot.Paused,
        snapshot.Incomplete,
        snapshot.Overlooked,
        waiting,
        [.. snapshot.Guards.Select(ToWire)]);

    private static LiveGuard ToWire(GuardSnapshot guard) => new(
        guard.Guard.ToString(),
        guard.Metric,
        guard.Comparison,
        guard.Test.Estimate,
        guard.Test.Interval.Low,
        guard.Test.Interval.High,
        guard.Bound,
        guard.CanaryUnits,
        guard.ControlUnits,
        guard.Test.EValue,
        guard.Test.Threshold,
        guard.Verdict,
        guard.Watching);
}
