using System.Runtime.CompilerServices;
using Backstay.Core.Routing;
using Backstay.Storage.Sqlite;
using Taken = Backstay.Core.Routing.Telemetry;

namespace Backstay.Storage.Telemetry;

/// <summary>
/// Decisions, shadow answers and outcomes in an SQLite file of their own. Recording never waits: records reach the
/// system within 50 ms and the disk within a second, and are dropped and counted where the queue is full. Outcomes
/// are on the disk when they are acknowledged. Thread safe.
/// </summary>
public sealed class SqliteDecisionStore : IDecisionSink, IDecisionStore, IAsyncDisposable
{
    /// <summary>Records that may wait to be written.</summary>
    public const int DefaultQueue = 65_536;

    /// <summary>Outcomes of unknown decisions that are kept until their decision comes.</summary>
    public const int DefaultParkedLimit = 100_000;

    /// <summary>How long they are kept: a decision that is on its way comes within seconds, and one that was lost never does.</summary>
    public static readonly TimeSpan ParkedLife = TimeSpan.FromDays(1);

    private const int BusyTimeout = 2_000;
    private const int PageSize = 256;

    private readonly string _path;
    private readonly DecisionWriteLoop _loop;
    private readonly TelemetryHoles _holes;
    private readonly ReaderPool<SqliteDecisionReader> _readers;

    private SqliteDecisionStore(string path, DecisionWriteLoop loop, TelemetryHoles holes)
    {
        _path = path;
        _loop = loop;
        _holes = holes;
        _readers = new ReaderPool<SqliteDecisionReader>(() => SqliteDecisionReader.Open(path));
    }

    /// <summary>Records lost so far, because the queue was full or the disk didn't take them.</summary>
    public long Dropped => _loop.Dropped;

    /// <summary>Outcomes that were forgotten because their decision had not come within <see cref="ParkedLife"/>.</summary>
    public long ExpiredOutcomes => _loop.Expired;

    /// <summary>Why nobody knows what records were missing when it was opened; null where that is known.</summary>
    public string? HolesUnknown => _holes.Damage;

    /// <summary>Opens or creates the file (mode 0600) and the folder that it is in (mode 0700).</summary>
    /// <param name="path">The file; notes of what it lacks stand beside it.</param>
    /// <param name="queue">See <see cref="DefaultQueue"/>.</param>
    /// <param name="parkedLimit">See <see cref="DefaultParkedLimit"/>.</param>
    /// <param name="running">
    /// The rollouts that run, whenever it is asked, by any thread; none where it is null. Where nobody knows of which of them records are
    /// missing, they are taken to be, and of what is known of them nothing is ever forgotten.
    /// </param>
    /// <exception cref="TelemetryDamagedException">The file is no database any more.</exception>
    /// <exception cref="IOException">The file can't be opened or written, or is no telemetry of ours.</exception>
    public static SqliteDecisionStore Open(
        string path, TimeProvider time, int queue = DefaultQueue, int parkedLimit = DefaultParkedLimit, Func<IReadOnlyCollection<string>>? running = null)
    {
        var full = Path.GetFullPath(path);
        DurableFile.CreateFolder(Path.GetDirectoryName(full) ?? "/");
        var isNew = new FileInfo(full) is not { Exists: true, Length: > 0 };
        SqliteDatabase.CreateFile(full);
        var places = SqliteFilePlaces.Take(full, folder: null);
        try
        {
            return Open(full, places, database => new DecisionWriteLoop(
                full, new SqliteDecisionWriter(database, parkedLimit), places, TelemetryHoles.Open(full + ".holes", isNew, running ?? (() => [])), queue, time));
        }
        catch (SqliteFailure damaged) when (damaged.IsDamage)
        {
            places.Dispose();
            throw new TelemetryDamagedException(full, damaged);
        }
        catch
        {
            places.Dispose();
            throw;
        }
    }

    private static SqliteDecisionStore Open(string full, SqliteFilePlaces places, Func<SqliteDatabase, DecisionWriteLoop> start)
    {
        var database = SqliteDatabase.Open(full, readOnly: false, BusyTimeout);
        try
        {
            SqliteDecisionSchema.Prepare(database);

            // As with the ledger: from here on nothing leans on a WAL page whose fsync may have failed once.
            database.CheckpointTruncate();
            places.WatchLog(database);
            var loop = start(database);
            return new SqliteDecisionStore(full, loop, loop.Holes);
        }
        catch
        {
            database.LeaveWalAtClose(); // what was not opened is left as it was
            database.Dispose();
            throw;
        }
    }

    public void Record(DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        _loop.Offer(decision);
    }

    public void Record(ShadowRecord shadow)
    {
        ArgumentNullException.ThrowIfNull(shadow);
        _loop.Offer(shadow);
    }

    public ValueTask<DecisionStory?> FindAsync(Guid id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_readers.Use(id, static (reader, wanted) => reader.Find(wanted)));
    }

    public Task<IReadOnlyList<DecisionRecord>> LatestAsync(string endpoint, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(_readers.Use(
            (endpoint, limit), static (reader, wanted) => reader.Latest(wanted.endpoint, wanted.limit)));
    }

    /// <summary>One snapshot of the rollout, on a connection of its own until the enumeration ends.</summary>
    public async IAsyncEnumerable<Taken> ReadRolloutAsync(string rollout, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = SqliteDecisionReader.Open(_path);
        using var rows = reader.Rollout(rollout).GetEnumerator();
        while (true)
        {
            // The caller's thread doesn't wait for the disk.
            var page = await Task.Run(() => Take(rows), ct);
            foreach (var row in page)
            {
                ct.ThrowIfCancellationRequested();
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    public Task<IReadOnlyList<OutcomeResult>> AddOutcomesAsync(IReadOnlyList<OutcomeRecord> outcomes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        return outcomes.Count == 0
            ? Task.FromResult<IReadOnlyList<OutcomeResult>>([])
            : _loop.AskAsync(outcomes, ct);
    }

    public bool HasHoles(string rollout) => _holes.Has(rollout);

    /// <summary>Records of these rollouts were lost before the store had them. On the disk when it returns, where that is possible.</summary>
    public void AssumeHoles(IEnumerable<string> rollouts)
    {
        ArgumentNullException.ThrowIfNull(rollouts);
        foreach (var rollout in rollouts)
        {
            _holes.Note(rollout);
        }

        _holes.Keep();
    }

    /// <summary>
    /// Looks whether the files are where they were, as every write does, for the time between two of them. Where one is not,
    /// nothing more is accepted, and what a log held that was taken away is moved into the file.
    /// </summary>
    /// <returns>What is not where it was, and what became of it; null where all is well.</returns>
    public Task<string?> FindLeftAsync(CancellationToken ct) => _loop.FindLeftAsync(ct);

    public Task FlushAsync(CancellationToken ct) => _loop.AskAsync([], ct);

    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _loop.DisposeAsync();
    }

    private static List<Taken> Take(IEnumerator<Taken> rows)
    {
        var page = new List<Taken>(PageSize);
        while (page.Count < PageSize && rows.MoveNext())
        {
            page.Add(rows.Current);
        }

        return page;
    }
}
