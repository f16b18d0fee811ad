namespace Backstay.Gateway.Metrics;

/// <summary>All counters of a release at an endpoint. Live as long as the process, across tables and runtimes.</summary>
internal sealed class ReleaseCounters(string endpoint, string release, string model)
{
    private long _shadowDropped;
    private long _shadowFailed;

    public AttemptCounters Json { get; } = new();

    public AttemptCounters Oip { get; } = new();

    public AttemptCounters Shadow { get; } = new();

    public void DropShadow() => Interlocked.Increment(ref _shadowDropped);

    public void FailShadow() => Interlocked.Increment(ref _shadowFailed);

    public IEnumerable<AttemptSnapshot> Read() =>
    [
        Json.Read(endpoint, release, model, "json"),
        Oip.Read(endpoint, release, model, "oip"),
        Shadow.Read(endpoint, release, model, "shadow"),
    ];

    public ShadowDrops ReadDrops() => new(endpoint, release, Volatile.Read(ref _shadowDropped), Volatile.Read(ref _shadowFailed));
}
