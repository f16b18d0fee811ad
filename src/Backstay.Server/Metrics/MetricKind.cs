namespace Backstay.Server.Metrics;

public enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
