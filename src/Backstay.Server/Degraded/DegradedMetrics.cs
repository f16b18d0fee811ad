using Backstay.Server.Metrics;

namespace Backstay.Server.Degraded;

/// <summary>Whether the node runs without its ledger, and whether it could.</summary>
/// <param name="trouble">Null where it has its ledger.</param>
/// <param name="last">Null where there is no table to keep: a degraded node changes none.</param>
internal sealed class DegradedMetrics(LedgerTrouble? trouble, LastTable? last) : IMetricSource
{
    public void Write(MetricWriter metrics)
    {
        metrics.Family("backstay_degraded", MetricKind.Gauge, "1 while the node runs without its ledger, from its last good table, else 0.").Sample(trouble is null ? 0 : 1);
        if (last is not null)
        {
            metrics
                .Family("backstay_last_table_failed_total", MetricKind.Counter, "Times that the last good table could not be kept on disk.").Sample(last.Failed)
                .Family("backstay_last_table_behind", MetricKind.Gauge, "1 while the last good table on disk is older than the one in use, else 0.").Sample(last.IsBehind ? 1 : 0);
        }
    }
}
