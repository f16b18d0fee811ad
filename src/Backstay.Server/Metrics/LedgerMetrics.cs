using Backstay.Server.Alerts;
using Backstay.Server.Node;

namespace Backstay.Server.Metrics;

/// <summary>Ledger and alerts.</summary>
internal sealed class LedgerMetrics(LedgerSession ledger, AlertLoop alerts) : IMetricSource
{
    public void Write(MetricWriter metrics) => metrics
        .Family("backstay_ledger_head", MetricKind.Gauge, "Sequence number of the last committed entry.")
        .Sample(ledger.Current.Position)
        .Family("backstay_ledger_queue", MetricKind.Gauge, "Commands waiting for the sequencer.")
        .Sample(ledger.Sequencer.Waiting)
        .Family("backstay_ledger_broken", MetricKind.Gauge, "1 while the ledger accepts nothing until a restart, else 0.")
        .Sample(ledger.Broken is null ? 0 : 1)
        .Family("backstay_alerts_given_up_total", MetricKind.Counter, "Alerts that never reached their webhook; their incidents are in the ledger all the same.")
        .Sample(alerts.GivenUp)
        .Family("backstay_alerts_waiting", MetricKind.Gauge, "Alerts that their webhook has not answered for yet.")
        .Sample(alerts.Waiting);
}
