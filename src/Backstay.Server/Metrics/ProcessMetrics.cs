namespace Backstay.Server.Metrics;

/// <summary>What the process takes.</summary>
internal sealed class ProcessMetrics : IMetricSource
{
    public void Write(MetricWriter metrics) => metrics
        .Family("process_cpu_seconds_total", MetricKind.Counter, "User and system CPU time.")
        .Sample(Environment.CpuUsage.TotalTime.TotalSeconds)
        .Family("process_resident_memory_bytes", MetricKind.Gauge, "Resident memory.")
        .Sample(Environment.WorkingSet)
        .Family("dotnet_gc_heap_bytes", MetricKind.Gauge, "Managed heap, garbage included.")
        .Sample(GC.GetTotalMemory(forceFullCollection: false));
}
