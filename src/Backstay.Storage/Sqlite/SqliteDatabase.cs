using System.Runtime.InteropServices;
using SQLitePCL;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// One connection to one SQLite file. Not thread safe: its owner sees to it that one caller uses it at a time.
/// Every failure is a <see cref="SqliteFailure"/>.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int NoMutex = 0x8000;

    /// <summary>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.</summary>
    private const int NoCheckpointOnClose = 1006;

    private readonly sqlite3 _connection;

    private SqliteDatabase(sqlite3 connection, string path)
    {
        _connection = connection;
        FilePath = path;
    }

    public string FilePath { get; }

    /// <summary>Whether a transaction is open on this connection.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    /// <param name="busyTimeout">How long to wait for another connection's lock, in milliseconds.</param>
    public static SqliteDatabase Open(string path, bool readOnly, int busyTimeout)
    {
        SqliteLibrary.Use();
        var flags = NoMutex | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE);
        var code = raw.sqlite3_open_v2(path, out var connection, flags, null);
        var database = new SqliteDatabase(connection, path);
        try
        {
            database.Check(code, "open");
            raw.sqlite3_extended_result_codes(connection, 1);
            raw.sqlite3_busy_timeout(connection, busyTimeout);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Creates the file where it is missing, empty and for the owner alone: SQLite's files beside it copy its mode.</summary>
    public static void CreateFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.PrivateFile;
        }

        using (new FileStream(path, options))
        {
        }

        DurableFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_connection, sql), sql);

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), sql);
        return new SqliteStatement(this, statement, sql);
    }

    /// <summary>The first column of the first row; null when there is no row or it holds NULL.</summary>
    public long? ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Int64(0) : null;
    }

    /// <summary>As <see cref="ReadInt64"/>, for a text.</summary>
    public string? ReadText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Text(0) : null;
    }

    /// <summary>Sets a PRAGMA and reads it back: SQLite ignores what it can't do.</summary>
    public void Require(string pragma, string value)
    {
        var answered = ReadText($"PRAGMA {pragma}={value}");
        var found = ReadText($"PRAGMA {pragma}") ?? answered;
        if (!string.Equals(found, value, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException($"'{FilePath}': SQLite keeps {pragma} at '{found}' where '{value}' is needed.");
        }
    }

    /// <summary>Moves what can be moved from the WAL into the database without making anybody wait.</summary>
    /// <returns>Frames in the WAL, and how many of them are in the database now.</returns>
    public (int Frames, int Moved) CheckpointPassive() => Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);

    /// <summary>Moves everything into the database and empties the WAL.</summary>
    public (int Frames, int Moved) CheckpointTruncate() => Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);

    /// <summary>Rolls back if a transaction is open. An error here says nothing that the first one didn't.</summary>
    public void RollBackQuietly()
    {
        if (InTransaction)
        {
            _ = raw.sqlite3_exec(_connection, "ROLLBACK");
        }
    }

    /// <summary>After a failed fsync the WAL is the better copy: closing must not touch the database.</summary>
    public void LeaveWalAtClose() => _ = raw.sqlite3_db_config(_connection, NoCheckpointOnClose, 1, out _);

    public void Dispose() => _connection.Dispose();

    internal void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return;
        }

        var errno = Marshal.GetLastSystemError(); // before anything else is called
        var extended = raw.sqlite3_extended_errcode(_connection);
        var known = (extended & 0xff) == (code & 0xff) ? extended : code;
        throw new SqliteFailure(known, FilePath, doing, raw.sqlite3_errmsg(_connection).utf8_to_string(), NoSpace.IsMeant(known, errno, FilePath));
    }

    private (int Frames, int Moved) Checkpoint(int mode)
    {
        Check(raw.sqlite3_wal_checkpoint_v2(_connection, "main", mode, out var frames, out var moved), "checkpoint");
        return frames >= 0
            ? (frames, moved)
            : throw new InvalidOperationException($"A checkpoint of '{FilePath}' was asked of a connection without a WAL.");
    }
}
