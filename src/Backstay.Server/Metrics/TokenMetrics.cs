using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Metrics;

/// <summary>How long somebody can still make tokens.</summary>
internal sealed class TokenMetrics(LedgerSession ledger, TimeProvider time) : IMetricSource
{
    public void Write(MetricWriter metrics)
    {
        metrics.Family("backstay_admin_token_seconds", MetricKind.Gauge, "Seconds until the last admin token expires, 0 where none is live; without a sample before the first token.");
        if (AdminAccess.Left(ledger.Current.Governance, time.GetUtcNow()) is { } left)
        {
            metrics.Sample(left.TotalSeconds);
        }
    }
}
