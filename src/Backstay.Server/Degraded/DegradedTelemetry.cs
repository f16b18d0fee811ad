using Backstay.Core.Routing;
using Backstay.Server.Metrics;
using Backstay.Storage.Telemetry;

namespace Backstay.Server.Degraded;

/// <summary>
/// Telemetry where even that may not open: what took the ledger away may have taken the whole disk. Without a store records
/// are dropped and counted, and judges see what comes from here on.
/// </summary>
internal sealed class DegradedTelemetry : IDecisionSink, IDecisionStore, IMetricSource
{
    private long _dropped;

    private DegradedTelemetry(SqliteDecisionStore? store, string? why) => (Store, Why) = (store, why);

    /// <summary>Null where it could not be opened.</summary>
    public SqliteDecisionStore? Store { get; }

    /// <summary>Why there is no store; null where there is one.</summary>
    public string? Why { get; }

    /// <summary>Records that were lost.</summary>
    public long Dropped => Volatile.Read(ref _dropped) + (Store?.Dropped ?? 0);

    public static DegradedTelemetry Open(string path, TimeProvider time)
    {
        try
        {
            return new DegradedTelemetry(SqliteDecisionStore.Open(path, time), why: null);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or TelemetryDamagedException)
        {
            return new DegradedTelemetry(store: null, lost.Message);
        }
    }

    public void Record(DecisionRecord decision) => Record(store => store.Record(decision));

    public void Record(ShadowRecord shadow) => Record(store => store.Record(shadow));

    public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct) => Store?.FindAsync(id, ct) ?? new ValueTask<DecisionStory?>();

    public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct) =>
        Store?.LatestAsync(endpoint, limit, ct) ?? Task.FromResult<IReadOnlyList<DecisionRecord>>([]);

    public IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, CancellationToken ct) =>
        Store?.ReadRolloutAsync(rollout, ct) ?? AsyncEnumerable.Empty<Telemetry>();

    /// <exception cref="IOException">There is no store: nothing is acknowledged that isn't kept.</exception>
    public Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct) =>
        Store?.AddOutcomesAsync(outcomes, ct) ?? throw new IOException("Telemetry can't be used, so no outcome can be kept; the server's log says why.");

    /// <summary>Without a store everything that was before is missing.</summary>
    public bool HasHoles(string rollout) => Store?.HasHoles(rollout) ?? true;

    public Task FlushAsync(CancellationToken ct) => Store?.FlushAsync(ct) ?? Task.CompletedTask;

    public void Write(MetricWriter metrics) => metrics
        .Family("backstay_telemetry_dropped_total", MetricKind.Counter, "Decisions and shadow answers that telemetry lost: its queue or the disk was full.")
        .Sample(Dropped);

    private void Record(Action<SqliteDecisionStore> record)
    {
        if (Store is { } store)
        {
            record(store);
            return;
        }

        Interlocked.Increment(ref _dropped);
    }
}
