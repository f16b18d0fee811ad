namespace Backstay.Gateway.Metrics;

/// <summary>What a release did at an endpoint, on one of the callers' paths or as a shadow.</summary>
internal sealed class AttemptCounters
{
    private readonly LatencyHistogram _latency = new();
    private long _errors;
    private long _bytesOut;

    public void Record(long microseconds, bool failed, long bytes)
    {
        _latency.Record(microseconds);
        if (failed)
        {
            Interlocked.Increment(ref _errors);
        }

        Interlocked.Add(ref _bytesOut, bytes);
    }

    public AttemptSnapshot Read(string endpoint, string release, string model, string path) =>
        new(endpoint, release, model, path, Volatile.Read(ref _errors), Volatile.Read(ref _bytesOut), _latency.Read());
}
