using System.Diagnostics;
using System.Threading.Channels;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// Moves the WAL into the database beside the writer. SQLite's own way does it inside whichever commit crosses a
/// limit, and that caller waits for two more fsyncs.
/// </summary>
/// <remarks>
/// Under steady writes a checkpoint beside them never reaches the end of the WAL, so the WAL is never begun anew.
/// Beyond <see cref="HardLimit"/> the writer therefore moves the last frames itself, between two batches: the file stays
/// bounded. It does so when a pass beside it has just ended and few frames are left, and never waits for one that is under way,
/// unless the WAL has grown to <see cref="LastLimit"/> meanwhile.
/// </remarks>
internal sealed class WalKeeper : IAsyncDisposable
{
    /// <summary>
    /// Bytes committed after which the WAL is moved beside the writer. Little at once: the sync of the database's file holds up the
    /// WAL's own, and pages that were just written are still in the processor's cache.
    /// </summary>
    public const long SoftLimit = 1L << 20;

    /// <summary>Bytes in the WAL beyond which the writer begins it anew, as soon as that costs little.</summary>
    public const long HardLimit = 128L << 20;

    /// <summary>Bytes in the WAL beyond which the writer waits for it, whatever it costs. <see cref="WalIndexRoom"/> has room for them.</summary>
    public const long LastLimit = 2 * HardLimit;

    /// <summary>Bytes since the last pass that the writer moves itself: a few milliseconds' work.</summary>
    private const long Few = SoftLimit / 2;

    /// <summary>About what a commit writes beyond its rows: the last pages of each table, once more.</summary>
    private const long PerCommit = 8 << 10;

    private const long PageSize = 4 << 10;

    private readonly SqliteDatabase _database;
    private readonly Action<SqliteFailure> _onBroken;
    private readonly SemaphoreSlim _passGate = new(1, 1);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task _loop;
    private long _sincePass;
    private long _inWal;
    private long _catchUpAt = HardLimit;
    private long _waits;
    private long _longestWait;

    /// <param name="database">A connection of the keeper's own; it is closed with the keeper.</param>
    /// <param name="onBroken">Told when a checkpoint failed in a way that puts durability in doubt.</param>
    public WalKeeper(SqliteDatabase database, Action<SqliteFailure> onBroken)
    {
        _database = database;
        _onBroken = onBroken;

        // A connection that has never read doesn't know of the WAL, and its checkpoints would do nothing.
        _ = database.ReadInt64("SELECT count(*) FROM sqlite_master");
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Told by the writer after each commit; never waits.</summary>
    public void NoteCommit(long bytes)
    {
        Interlocked.Add(ref _inWal, bytes + PerCommit);
        if (Interlocked.Add(ref _sincePass, bytes + PerCommit) >= SoftLimit)
        {
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>How many times the writer waited, and the longest.</summary>
    public (long Waits, TimeSpan Longest) Waited => (Interlocked.Read(ref _waits), Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _longestWait)));

    /// <summary>Asked by the writer before each transaction, with nobody else writing; waits only beyond the hard limit.</summary>
    public ValueTask CatchUpAsync()
    {
        var inWal = Interlocked.Read(ref _inWal);
        if (inWal < _catchUpAt)
        {
            return ValueTask.CompletedTask;
        }

        if (inWal >= LastLimit)
        {
            return PassBetweenBatchesAsync();
        }

        if (_passGate.CurrentCount == 0)
        {
            return ValueTask.CompletedTask; // when that pass ends, few frames are left
        }

        if (Interlocked.Read(ref _sincePass) > Few)
        {
            _wake.Writer.TryWrite(true);
            return ValueTask.CompletedTask;
        }

        return PassBetweenBatchesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _loop;
        _database.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _wake.Reader.ReadAllAsync())
        {
            await PassAsync();
        }
    }

    private async ValueTask PassBetweenBatchesAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var emptied = await PassAsync();
        Interlocked.Increment(ref _waits);
        Interlocked.Exchange(ref _longestWait, Math.Max(Interlocked.Read(ref _longestWait), Stopwatch.GetTimestamp() - began));

        // Emptied, and nobody else writes: the next commit begins the WAL anew. Else a reader stands on old frames,
        // and asking before every batch would not move it.
        _catchUpAt = emptied ? HardLimit : Interlocked.Read(ref _inWal) + SoftLimit;
        if (emptied)
        {
            Interlocked.Exchange(ref _inWal, 0);
        }
    }

    private async Task<bool> PassAsync()
    {
        await _passGate.WaitAsync();
        try
        {
            Interlocked.Exchange(ref _sincePass, 0);
            var (frames, moved) = _database.CheckpointPassive();

            // Whether a commit after this pass begins the WAL anew can't be known here, so its length is taken as it is.
            Interlocked.Exchange(ref _inWal, frames * PageSize);
            return moved == frames;
        }
        catch (SqliteFailure e) when (e.IsBusy || e.IsFull)
        {
            // Nothing is lost: all of it is in the WAL. The next pass tries again.
            return false;
        }
        catch (SqliteFailure e)
        {
            _database.LeaveWalAtClose();
            _onBroken(e);
            return false;
        }
        finally
        {
            _passGate.Release();
        }
    }
}
