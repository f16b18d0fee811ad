using Backstay.Server.Loops;

namespace Backstay.Server.Metrics;

/// <summary>What telemetry and the judge's feed could not take.</summary>
internal sealed class TelemetryMetrics(Func<(long Dropped, long Expired)> lost, JudgeFeed feed) : IMetricSource
{
    public void Write(MetricWriter metrics) => metrics
        .Family("backstay_telemetry_dropped_total", MetricKind.Counter, "Decisions and shadow answers that telemetry lost: its queue or the disk was full.")
        .Sample(lost().Dropped)
        .Family("backstay_outcomes_expired_total", MetricKind.Counter, "Outcomes that were forgotten because their decision had not come within a day.")
        .Sample(lost().Expired)
        .Family("backstay_judge_feed_overflows_total", MetricKind.Counter, "Items that found the judge's feed full; it reads them again from telemetry.")
        .Sample(feed.Overflows);
}
