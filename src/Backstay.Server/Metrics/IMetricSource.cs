namespace Backstay.Server.Metrics;

/// <summary>A part of the node that has something to expose at <c>/metrics</c>; every registered one is asked at each scrape.</summary>
public interface IMetricSource
{
    /// <summary>Writes whole families, each once. Must be quick and must not throw; called on a request's thread.</summary>
    void Write(MetricWriter metrics);
}
