using System.Runtime.CompilerServices;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Sqlite;
using Page = (System.Collections.Generic.List<Backstay.Core.Ledger.LedgerRecord> Records, bool More);

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>
/// One workspace's ledger in one SQLite file: WAL, <c>synchronous=FULL</c>, one writing connection, readers on
/// their own. Thread safe; writes queue behind one gate. The right to the folder is <see cref="DataFolderLock"/>'s.
/// </summary>
/// <remarks>
/// Opening moves the whole WAL into the database with fresh writes and fsyncs. A page whose fsync failed in an
/// earlier life can still look sound, because the system shows it from memory; from then on nothing leans on it.
/// </remarks>
public sealed partial class SqliteLedgerStore : ILedgerStore, ILedgerFileCheck
{
    /// <summary>How long to wait for a lock that somebody else holds on the file, in milliseconds.</summary>
    private const int BusyTimeout = 2_000;

    private readonly string _path;
    private readonly SqliteLedgerWriter? _writer;
    private readonly SqliteFilePlaces? _places;
    private readonly WalKeeper? _walKeeper;
    private readonly ReaderPool<SqliteLedgerReader> _readers;
    private readonly SemaphoreSlim _writerGate = new(1, 1);
    private Exception? _broken;
    private bool _disposed;

    private SqliteLedgerStore(string path, SqliteLedgerWriter? writer, SqliteFilePlaces? places)
    {
        _path = path;
        _writer = writer;
        _places = places;
        _readers = new ReaderPool<SqliteLedgerReader>(() => SqliteLedgerReader.Open(path));
        _walKeeper = writer is null
            ? null
            : new WalKeeper(SqliteDatabase.Open(path, readOnly: false, busyTimeout: 0), Break);
    }

    /// <summary>What the log ended with when it was opened, and is no part of the ledger; null where nothing.</summary>
    public LedgerFinding? DroppedAtOpen { get; private init; }

    /// <summary>How often writes had to wait for the log to be begun anew, and the longest such wait.</summary>
    internal (long Waits, TimeSpan Longest) CheckpointWaits => _walKeeper?.Waited ?? default;

    /// <summary>Opens or creates the file (mode 0600) and the folder that it is in (mode 0700).</summary>
    /// <param name="path">The ledger's file.</param>
    /// <param name="folder">
    /// The right to the folder, for the life of the store: nothing is accepted once it is lost, and the file is held against
    /// everybody else who comes with such a right. Without it only SQLite's own locks stand between two writers.
    /// </param>
    /// <exception cref="DataFolderInUseException">Another process holds the file.</exception>
    /// <exception cref="LedgerBrokenException">The file is no sound ledger, or of a later format.</exception>
    /// <exception cref="LedgerFullException">There is no space to open it.</exception>
    /// <exception cref="LedgerLockedException">Another process holds a lock on the file.</exception>
    /// <exception cref="IOException">The file can't be written by this user.</exception>
    public static SqliteLedgerStore Open(string path, DataFolderLock? folder = null)
    {
        var full = Path.GetFullPath(path);
        return SqliteLedgerErrors.AtOpen(full, () =>
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(full) ?? "/");
            SqliteDatabase.CreateFile(full);

            var places = SqliteFilePlaces.Take(full, folder);
            try
            {
                return Open(full, places);
            }
            catch
            {
                places.Dispose();
                throw;
            }
        });
    }

    private static SqliteLedgerStore Open(string full, SqliteFilePlaces places)
    {
        // Before SQLite sees it: it would drop what stands behind the damage, and empty the log.
        var dropped = DroppedLog.Check(full);
        var database = SqliteDatabase.Open(full, readOnly: false, BusyTimeout);
        try
        {
            SqliteLedgerSchema.PrepareWriter(database);
            database.CheckpointTruncate();
            SqliteLedgerSchema.CheckSequence(database);
            places.WatchLog(database);
            return new SqliteLedgerStore(full, new SqliteLedgerWriter(database), places) { DroppedAtOpen = dropped };
        }
        catch
        {
            database.LeaveWalAtClose();
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens an existing file for reading only, also beside a process that writes it: for verification.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="LedgerFormatException">Another version of Backstay wrote it.</exception>
    /// <exception cref="LedgerBrokenException">The file is no ledger.</exception>
    public static SqliteLedgerStore OpenForReading(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new FileNotFoundException($"There is no ledger '{full}'.", full);
        }

        return SqliteLedgerErrors.AtOpen(full, () =>
        {
            using var database = SqliteDatabase.Open(full, readOnly: true, BusyTimeout);
            SqliteLedgerSchema.CheckOwner(database);
            return new SqliteLedgerStore(full, writer: null, places: null);
        });
    }

    public ValueTask<long> GetHeadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(0, static (reader, _) => reader.Head()));
    }

    public Task AppendAsync(
        long expectedHead,
        IReadOnlyList<LedgerRecord> records,
        IReadOnlyList<SealedText> sealedTexts,
        CancellationToken ct)
    {
        LedgerAppendRules.Check(expectedHead, records);
        ArgumentNullException.ThrowIfNull(sealedTexts);
        return WriteAsync(writer => writer.Append(expectedHead, records, sealedTexts), ct);
    }

    public Task SaveCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return WriteAsync(writer => writer.SaveCheckpoint(checkpoint), ct);
    }

    /// <summary>
    /// Reads page by page, the next one while the caller works on this one; no transaction is held between pages.
    /// Entries never change, so what comes is what one long transaction would give, and perhaps some newer ones.
    /// </summary>
    public async IAsyncEnumerable<LedgerRecord> ReadAsync(
        long fromSeq, long toSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        var next = ReadPageAsync(fromSeq, toSeq, ct);
        try
        {
            while (true)
            {
                var (records, more) = await next;
                next = more ? ReadPageAsync(records[^1].Seq + 1, toSeq, ct) : Task.FromResult<Page>(([], false));
                foreach (var record in records)
                {
                    ct.ThrowIfCancellationRequested();
                    yield return record;
                }

                if (!more)
                {
                    yield break;
                }
            }
        }
        finally
        {
            // A reader that stops early leaves no page behind that is still being read.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ValueTask<SealedText?> FindSealedTextAsync(long seq, Digest digest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read((seq, digest), static (reader, key) => reader.FindSealedText(key.seq, key.digest)));
    }

    public Task<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Read(0, static (reader, _) => reader.Checkpoints()));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        if (_walKeeper is not null)
        {
            await _walKeeper.DisposeAsync();
        }

        // Waits for a write that is under way; whoever queues behind it finds the store closed.
        await _writerGate.WaitAsync();
        try
        {
            _readers.Dispose();
            if (Volatile.Read(ref _broken) is not null)
            {
                _writer?.LeaveWalAtClose();
            }

            _writer?.Dispose();
            _places?.Dispose();
        }
        finally
        {
            _writerGate.Release();
        }
    }

    private async Task WriteAsync(Func<SqliteLedgerWriter, long> write, CancellationToken ct)
    {
        await _writerGate.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            var writer = _writer ?? throw new InvalidOperationException($"The ledger '{_path}' was opened for reading only.");
            await (_walKeeper?.CatchUpAsync() ?? ValueTask.CompletedTask);
            BreakIfLeft();
            var bytes = Attempt(writer, write);
            BreakIfLeft(); // what was written since they were looked at may be gone with them
            _walKeeper?.NoteCommit(bytes);
        }
        finally
        {
            _writerGate.Release();
        }
    }

    private long Attempt(SqliteLedgerWriter writer, Func<SqliteLedgerWriter, long> write)
    {
        try
        {
            return write(writer);
        }
        catch (SqliteFailure e) when (e is { IsFull: true, LeavesCommitInDoubt: false })
        {
            throw new LedgerFullException($"There is no space for the ledger '{_path}'; nothing was written.", e);
        }
        catch (SqliteFailure e) when (e.IsBusy)
        {
            throw new LedgerLockedException($"Another process holds the ledger '{_path}'; nothing was written.", e);
        }
        catch (SqliteFailure e)
        {
            Break(e);
            throw SqliteLedgerErrors.Broken(_path, e);
        }
    }

    private void Break(IOException e) => Interlocked.CompareExchange(ref _broken, e, null);

    private void ThrowIfBroken()
    {
        var broken = Volatile.Read(ref _broken);
        if (broken is not null)
        {
            throw SqliteLedgerErrors.Broken(_path, broken);
        }
    }

    private Task<Page> ReadPageAsync(long fromSeq, long toSeq, CancellationToken ct) =>
        Task.Run<Page>(() => Read((fromSeq, toSeq), static (reader, range) => reader.Page(range.fromSeq, range.toSeq)), ct);

    private TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteLedgerReader, TArgument, TResult> read)
    {
        try
        {
            return _readers.Use(argument, read);
        }
        catch (Exception e) when (e is SqliteFailure { IsBusy: false, IsFull: false } or InvalidDataException)
        {
            throw SqliteLedgerErrors.Unreadable(_path, e, entries: null);
        }
    }
}
