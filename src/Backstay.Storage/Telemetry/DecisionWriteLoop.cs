using System.Threading.Channels;
using Backstay.Core.Routing;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Telemetry;

/// <summary>
/// The one task that writes. Records wait a moment for company and are committed without fsync; somebody who waits
/// for an answer (outcomes, a flush) is served at once, together with everything queued before.
/// </summary>
internal sealed partial class DecisionWriteLoop : IAsyncDisposable
{
    /// <summary>Most items of one transaction.</summary>
    private const int MaxBatch = 4_096;

    /// <summary>How long a record waits for company: well inside the 50 ms in which it must reach the system.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(15);

    /// <summary>How often outcomes are looked through whose decision never came: seldom beside their life.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    private readonly SqliteDecisionWriter _writer;
    private readonly SqliteFilePlaces _places;
    private readonly TelemetryHoles _holes;
    private readonly WalKeeper _keeper;
    private readonly WalSyncer _syncer;
    private readonly TimeProvider _time;
    private readonly Channel<object> _queue;
    private readonly SemaphoreSlim _urgent = new(0);
    private readonly List<object> _batch = new(MaxBatch);
    private readonly string _path;
    private readonly Task _loop;
    private Exception? _broken;
    private long _dropped;
    private long _expired;
    private long _swept;

    public DecisionWriteLoop(
        string path, SqliteDecisionWriter writer, SqliteFilePlaces places, TelemetryHoles holes, int capacity, TimeProvider time)
    {
        _path = path;
        _writer = writer;
        _places = places;
        _holes = holes;
        _time = time;
        _swept = time.GetTimestamp();
        _keeper = new WalKeeper(SqliteDatabase.Open(path, readOnly: false, busyTimeout: 0), Break);
        _syncer = new WalSyncer(path, time, Break);
        _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Of which rollouts records are missing.</summary>
    public TelemetryHoles Holes => _holes;

    /// <summary>Records that found the queue full or could not be written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Outcomes that were forgotten because their decision never came.</summary>
    public long Expired => Interlocked.Read(ref _expired);

    /// <summary>Takes a record or drops it; never waits.</summary>
    public void Offer(object record)
    {
        if (!_queue.Writer.TryWrite(record))
        {
            Drop(record);
        }
    }

    /// <summary>Queues something whose sender waits; waits itself while the queue is full.</summary>
    public async Task<IReadOnlyList<OutcomeResult>> AskAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct)
    {
        var request = new Request(outcomes);
        try
        {
            if (!_queue.Writer.TryWrite(request))
            {
                _urgent.Release(); // a full queue needs no more company
                await _queue.Writer.WriteAsync(request, ct);
            }
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteDecisionStore));
        }

        _urgent.Release();
        return await request.Done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _urgent.Release();
        await _loop;
        _holes.Keep();
        _holes.Dispose();
        await _syncer.DisposeAsync();
        await _keeper.DisposeAsync();
        if (Volatile.Read(ref _broken) is not null)
        {
            _writer.LeaveWalAtClose();
        }

        _writer.Dispose();
        _places.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            await WaitForCompanyAsync();
            while (Fill())
            {
                await _keeper.CatchUpAsync();
                WriteBatch();
                _holes.Keep();
            }
        }
    }

    /// <summary>Ends at once when somebody waits for an answer.</summary>
    private async Task WaitForCompanyAsync()
    {
        using var enough = new CancellationTokenSource(Linger, _time);
        try
        {
            await _urgent.WaitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody is in a hurry; the batch is as large as it got.
        }

        // Whoever asked is in the queue by now and goes with this batch.
        while (_urgent.Wait(0))
        {
        }
    }

    private bool Fill()
    {
        _batch.Clear();
        while (_batch.Count < MaxBatch && _queue.Reader.TryRead(out var item))
        {
            _batch.Add(item);
        }

        return _batch.Count > 0;
    }

    private void WriteBatch()
    {
        try
        {
            BreakIfLeft();
            if (Volatile.Read(ref _broken) is { } broken)
            {
                throw Refusal(broken);
            }

            Commit();
        }
        catch (SqliteFailure e)
        {
            if (!e.IsFull && !e.IsBusy)
            {
                Break(e);
            }

            RollBack();
            Fail(e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            RollBack();
            Fail(e);
        }
    }

    /// <summary>Never throws: a loop that died here would leave everybody who asks waiting for ever.</summary>
    private void RollBack()
    {
        try
        {
            _writer.RollBack();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Break(e);
        }
    }

    private void Commit()
    {
        var durable = _batch.Exists(item => item is Request { Outcomes.Count: > 0 });
        var bytes = 0L;
        _writer.Begin(durable);
        var expired = ExpireParked();
        foreach (var item in _batch)
        {
            switch (item)
            {
                case DecisionRecord decision:
                    bytes += _writer.Insert(decision);
                    break;
                case ShadowRecord shadow:
                    bytes += _writer.Insert(shadow);
                    break;
                case Request request:
                    request.Results = [.. request.Outcomes.Select(_writer.Insert)];
                    break;
                default:
                    throw new InvalidOperationException($"Nobody writes a {item.GetType()}.");
            }
        }

        _writer.Commit();
        Interlocked.Add(ref _expired, expired);
        _keeper.NoteCommit(bytes);
        if (!durable)
        {
            _syncer.NoteCommit();
        }

        BreakIfLeft();
        _holes.Keep(); // who was told that all is there may read the notes of what is not
        foreach (var request in _batch.OfType<Request>())
        {
            if (Volatile.Read(ref _broken) is { } broken)
            {
                request.Done.TrySetException(Refusal(broken));
            }

            request.Done.TrySetResult(request.Results);
        }
    }

    private long ExpireParked()
    {
        if (_time.GetElapsedTime(_swept) < SweepEvery)
        {
            return 0;
        }

        _swept = _time.GetTimestamp();
        return _writer.ExpireParked(_time.GetUtcNow() - SqliteDecisionStore.ParkedLife);
    }

    private void Fail(Exception why)
    {
        foreach (var item in _batch)
        {
            if (item is Request request)
            {
                request.Done.TrySetException(new IOException($"'{_path}' did not take it: {why.Message}", why));
            }
            else
            {
                Drop(item);
            }
        }
    }

    private void Drop(object record)
    {
        Interlocked.Increment(ref _dropped);
        if (((record as DecisionRecord)?.Rollout ?? (record as ShadowRecord)?.Rollout) is { } rollout)
        {
            _holes.Note(rollout);
        }
    }

    private IOException Refusal(Exception broken) => new($"'{_path}' accepts nothing more until a restart: {broken.Message}", broken);

    private void Break(Exception e) => Interlocked.CompareExchange(ref _broken, e, null);

    /// <summary>Outcomes whose sender waits until they are durable; without outcomes, a flush.</summary>
    private sealed class Request(IReadOnlyList<OutcomeRecord> outcomes)
    {
        public IReadOnlyList<OutcomeRecord> Outcomes { get; } = outcomes;

        public IReadOnlyList<OutcomeResult> Results { get; set; } = [];

        public TaskCompletionSource<IReadOnlyList<OutcomeResult>> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
