using Backstay.Gateway.Metrics;

namespace Backstay.Gateway.Tables;

/// <summary>A release in a live table: what a request needs of it, with its texts made beforehand.</summary>
internal sealed class LiveTarget(ReleaseRuntime runtime, ReleaseCounters counters)
{
    public ReleaseRuntime Runtime { get; } = runtime;

    public ReleaseCounters Counters { get; } = counters;

    public string Release { get; } = runtime.Target.Release.ToString();

    public string Backend { get; } = runtime.Target.Backend.Name.ToString();

    public bool Idempotent { get; } = runtime.Target.Backend.Idempotent;
}
