using Backstay.Gateway.Metrics;
using Backstay.Hosting;
using Backstay.Server.Node;

namespace Backstay.Server.Metrics;

/// <summary>The gateway's counters by endpoint, release and path, and the model host's by version.</summary>
internal sealed class RoutingMetrics(GatewayMetrics gateway, NodeHost host) : IMetricSource
{
    private const double PerSecond = 1e6;

    /// <summary>Upper bounds in microseconds.</summary>
    private static readonly long[] Bounds =
        [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000];

    public void Write(MetricWriter metrics)
    {
        var now = gateway.Read();
        metrics.Family("backstay_gateway_position", MetricKind.Gauge, "Ledger position of the routing table in use.").Sample(now.Position);
        metrics.Family("backstay_gateway_escapes", MetricKind.Gauge, "Endpoints that are on their escape now.").Sample(now.Escapes);
        metrics.Family("backstay_gateway_escape_notes_failed_total", MetricKind.Counter, "Notes of escapes that could not be kept.").Sample(now.EscapeNotesFailed);
        metrics.Family("backstay_stalls_total", MetricKind.Counter, "Times that the process stood still; requests in flight meanwhile are no evidence.").Sample(now.Stalls);
        WriteEndpoints(metrics, now);
        WriteAttempts(metrics, now);
        WriteHost(metrics);
    }

    private static void WriteEndpoints(MetricWriter metrics, GatewaySnapshot now)
    {
        metrics.Family("backstay_requests_total", MetricKind.Counter, "Answers to callers by class of status.");
        foreach (var e in now.Endpoints)
        {
            metrics.Sample(e.Ok, ("endpoint", e.Endpoint), ("class", "ok"));
            metrics.Sample(e.CallerErrors, ("endpoint", e.Endpoint), ("class", "caller-error"));
            metrics.Sample(e.ServerErrors, ("endpoint", e.Endpoint), ("class", "server-error"));
            metrics.Sample(e.CallersGone, ("endpoint", e.Endpoint), ("class", "caller-gone"));
        }

        metrics.Family("backstay_fallbacks_total", MetricKind.Counter, "Answers of another release than the assigned one, or the safe default.");
        foreach (var e in now.Endpoints)
        {
            metrics.Sample(e.Fallbacks, ("endpoint", e.Endpoint));
        }

        metrics.Family("backstay_request_duration_seconds", MetricKind.Histogram, "From a request's arrival to its answer's completion.");
        foreach (var e in now.Endpoints)
        {
            Write(metrics, e.Latency, ("endpoint", e.Endpoint));
        }
    }

    private static void WriteAttempts(MetricWriter metrics, GatewaySnapshot now)
    {
        metrics.Family("backstay_attempts_failed_total", MetricKind.Counter, "Attempts at a release whose failure is the release's.");
        foreach (var a in now.Attempts)
        {
            metrics.Sample(a.Errors, ("endpoint", a.Endpoint), ("release", a.Release), ("model", a.Model), ("path", a.Path));
        }

        metrics.Family("backstay_attempt_duration_seconds", MetricKind.Histogram, "Attempts at a release, its failures included.");
        foreach (var a in now.Attempts)
        {
            Write(metrics, a.Latency, ("endpoint", a.Endpoint), ("release", a.Release), ("model", a.Model), ("path", a.Path));
        }

        metrics.Family("backstay_shadow_dropped_total", MetricKind.Counter, "Copies that a shadow did not get, because too many waited.");
        foreach (var d in now.ShadowDrops)
        {
            metrics.Sample(d.Count, ("endpoint", d.Endpoint), ("release", d.Release));
        }

        metrics.Family("backstay_shadow_failed_total", MetricKind.Counter, "Copies lost to a fault of the gateway's own; the log has each.");
        foreach (var d in now.ShadowDrops)
        {
            metrics.Sample(d.Failed, ("endpoint", d.Endpoint), ("release", d.Release));
        }
    }

    private void WriteHost(MetricWriter metrics)
    {
        var models = host.Host?.List() ?? [];
        metrics.Family("backstay_models", MetricKind.Gauge, "Hosted versions by state.");
        foreach (var state in Enum.GetValues<ModelState>())
        {
            metrics.Sample(models.Count(model => model.State == state), ("state", state.ToString().ToLowerInvariant()));
        }

        metrics.Family("backstay_model_cpu_seconds_total", MetricKind.Counter, "CPU time that a hosted version's runs took.");
        foreach (var model in models)
        {
            metrics.Sample(model.CpuTime.TotalSeconds, ("model", model.Key.ToString()));
        }

        metrics.Family("backstay_model_memory_bytes", MetricKind.Gauge, "Memory that a hosted version takes, estimated; the mapped file while warm, 0 while cold.");
        foreach (var model in models)
        {
            metrics.Sample(model.MemoryBytes, ("model", model.Key.ToString()));
        }
    }

    private static void Write(MetricWriter metrics, LatencySnapshot latency, params ReadOnlySpan<(string Name, string Value)> labels) =>
        metrics.Distribution(Bounds.Select(us => (us / PerSecond, latency.CountUpTo(us))), latency.SumUs / PerSecond, latency.Count, labels);
}
