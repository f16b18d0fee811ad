using System.Collections.Concurrent;
using Backstay.Core.Routing;
using Backstay.Server.Metrics;
using Backstay.Storage.Telemetry;

namespace Backstay.Server.Degraded;

/// <summary>
/// Telemetry where even that may not open: what took the ledger away may have taken the whole disk. Without a store records
/// are dropped and counted, and judges see what comes from here on. A store may come later; it is told then what it lacks.
/// </summary>
internal sealed class DegradedTelemetry : IDecisionSink, IDecisionStore, IMetricSource, IAsyncDisposable
{
    private readonly Func<SqliteDecisionStore> _open;

    /// <summary>Rollouts of which records were lost while there was no store.</summary>
    private readonly ConcurrentDictionary<string, bool> _holed = new(StringComparer.Ordinal);

    private volatile Func<IReadOnlyCollection<string>> _running;
    private volatile SqliteDecisionStore? _store;
    private volatile string? _why;
    private long _dropped;

    private DegradedTelemetry(string path, TimeProvider time, Func<IReadOnlyCollection<string>> running)
    {
        _running = running;
        _open = () => SqliteDecisionStore.Open(path, time, running: () => _running());
    }

    /// <summary>Null where it could not be opened.</summary>
    public SqliteDecisionStore? Store => _store;

    /// <summary>Why there is no store; null where there is one.</summary>
    public string? Why => _why;

    /// <summary>Records that were lost.</summary>
    public long Dropped => Volatile.Read(ref _dropped) + (Store?.Dropped ?? 0);

    /// <param name="running">The rollouts that run, whenever it is asked.</param>
    public static DegradedTelemetry Open(string path, TimeProvider time, Func<IReadOnlyCollection<string>> running)
    {
        var telemetry = new DegradedTelemetry(path, time, running);
        telemetry.TryReopen();
        return telemetry;
    }

    /// <summary>Somebody knows from now on which rollouts run: the ledger is there.</summary>
    public void TakeRunning(Func<IReadOnlyCollection<string>> running) => _running = running;

    /// <summary>Opens the store where there is none. One caller at a time.</summary>
    /// <returns>Whether there is one now.</returns>
    public bool TryReopen()
    {
        if (_store is not null)
        {
            return true;
        }

        try
        {
            var store = _open();
            store.AssumeHoles(_holed.Keys);
            (_store, _why) = (store, null);
            store.AssumeHoles(_holed.Keys); // what was dropped while those went to the disk
            return true;
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            _why = lost.Message;
            return false;
        }
    }

    public void Record(DecisionRecord decision)
    {
        if (Store is { } store)
        {
            store.Record(decision);
            return;
        }

        Drop(decision.Rollout);
    }

    public void Record(ShadowRecord shadow)
    {
        if (Store is { } store)
        {
            store.Record(shadow);
            return;
        }

        Drop(shadow.Rollout);
    }

    public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct) => Store?.FindAsync(id, ct) ?? new ValueTask<DecisionStory?>();

    public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct) =>
        Store?.LatestAsync(endpoint, limit, ct) ?? Task.FromResult<IReadOnlyList<DecisionRecord>>([]);

    public IAsyncEnumerable<Telemetry> ReadRolloutAsync(string rollout, CancellationToken ct) =>
        Store?.ReadRolloutAsync(rollout, ct) ?? AsyncEnumerable.Empty<Telemetry>();

    /// <exception cref="IOException">There is no store: nothing is acknowledged that isn't kept.</exception>
    public Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct) =>
        Store?.AddOutcomesAsync(outcomes, ct) ?? throw new IOException("Telemetry can't be used, so no outcome can be kept; the server's log says why.");

    /// <summary>Without a store everything that was before is missing.</summary>
    public bool HasHoles(string rollout) => Store is not { } store || _holed.ContainsKey(rollout) || store.HasHoles(rollout);

    public Task FlushAsync(CancellationToken ct) => Store?.FlushAsync(ct) ?? Task.CompletedTask;

    public void Write(MetricWriter metrics) => metrics
        .Family("backstay_telemetry_dropped_total", MetricKind.Counter, "Decisions and shadow answers that telemetry lost: its queue or the disk was full.")
        .Sample(Dropped);

    public ValueTask DisposeAsync() => Store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Drop(string? rollout)
    {
        Interlocked.Increment(ref _dropped);
        if (rollout is not null && _holed.TryAdd(rollout, true))
        {
            Store?.AssumeHoles([rollout]); // the store came after all; whoever brought it may have looked already
        }
    }
}
