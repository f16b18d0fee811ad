namespace Backstay.Gateway.Metrics;

/// <summary>What callers of an endpoint got. Live as long as the process.</summary>
internal sealed class EndpointCounters(string endpoint)
{
    private readonly LatencyHistogram _latency = new();
    private readonly long[] _byClass = new long[6];
    private long _fallbacks;
    private long _gone;

    public void Record(int status, long microseconds, bool fallback, bool callerGone)
    {
        _latency.Record(microseconds);
        if (callerGone)
        {
            Interlocked.Increment(ref _gone);
            return;
        }

        Interlocked.Increment(ref _byClass[Math.Clamp(status / 100, 0, 5)]);
        if (fallback)
        {
            Interlocked.Increment(ref _fallbacks);
        }
    }

    public EndpointSnapshot Read() => new(
        endpoint,
        Volatile.Read(ref _byClass[2]),
        Volatile.Read(ref _byClass[4]),
        Volatile.Read(ref _byClass[5]),
        Volatile.Read(ref _fallbacks),
        Volatile.Read(ref _gone),
        _latency.Read());
}
