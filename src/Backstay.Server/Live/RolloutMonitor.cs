using Backstay.Client.Live;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Server.Loops;
using Backstay.Server.Node;

namespace Backstay.Server.Live;

/// <summary>The judge's latest snapshots in wire form.</summary>
internal sealed class RolloutMonitor(JudgeView view) : IRolloutMonitor
{
    public RolloutLive? Find(string rollout) => view.Find(rollout) is { } judged ? ToWire(judged.Snapshot, judged.Waiting) : null;

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
