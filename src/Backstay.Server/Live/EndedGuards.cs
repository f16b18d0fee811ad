using System.Collections.Immutable;
using Backstay.Client.Live;
using Backstay.Core.Monitoring;
using Backstay.Core.Rollouts;

namespace Backstay.Server.Live;

/// <summary>How a rollout's guards stood when it ended in an incident: the evidence that the ledger holds.</summary>
internal static class EndedGuards
{
    public static ImmutableArray<LiveGuard> Of(RolloutRecord record, MonitoringState monitoring) =>
        monitoring.Open.TryGetValue(record.Rollout, out var incident)
            ? [.. monitoring.Incidents[incident].Evidence.Select(verdict => ToWire(verdict, record.Plan))]
            : [];

    private static LiveGuard ToWire(GuardVerdict verdict, RolloutPlan plan)
    {
        var guard = plan.Guards.First(g => g.Guard == verdict.Guard);
        return new LiveGuard(
            verdict.Guard.ToString(),
            guard.Metric,
            verdict.Comparison,
            verdict.Test.Estimate,
            verdict.Test.Interval.Low,
            verdict.Test.Interval.High,
            BoundOf(guard, verdict.Comparison),
            UnitsOf(verdict, "canary"),
            UnitsOf(verdict, "control"),
            verdict.Test.EValue,
            verdict.Test.Threshold,
            verdict.Test.Verdict,
            Watching: true);
    }

    /// <summary>In the estimate's own unit: a ratio of rates, a difference, or a limit.</summary>
    private static double BoundOf(GuardConfig guard, GuardComparison comparison) => comparison switch
    {
        GuardComparison.Limit or GuardComparison.ControlLimit => guard.Limit ?? 0,
        _ when guard.Metric is GuardMetric.ErrorRate or GuardMetric.SlowShare => guard.Margin ?? 1,
        _ => guard.Good == GoodDirection.Higher ? -(guard.Margin ?? 0) : guard.Margin ?? 0,
    };

    private static long UnitsOf(GuardVerdict verdict, string arm) =>
        verdict.Test.Arms.FirstOrDefault(a => a.Arm == arm)?.N ?? 0;
}
