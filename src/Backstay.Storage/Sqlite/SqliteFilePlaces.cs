namespace Backstay.Storage.Sqlite;

/// <summary>
/// The files by which a process has a database: the file itself, its write-ahead log, and the lock of the folder. Whichever
/// of them is deleted, replaced or moved meanwhile, nothing more may be acknowledged.
/// </summary>
/// <remarks>Not thread safe: it belongs to whoever writes.</remarks>
internal sealed class SqliteFilePlaces : IDisposable
{
    private readonly string _path;
    private readonly DataFolderLock? _folder;
    private readonly FilePlace _database;
    private SqliteDatabase? _writer;
    private FilePlace? _log;
    private WalIndexRoom? _indexRoom;

    private SqliteFilePlaces(string path, DataFolderLock? folder)
    {
        _path = path;
        _folder = folder;
        _database = new FilePlace(path);
    }

    /// <summary>Before SQLite opens the file; and disposed after SQLite has closed it.</summary>
    /// <param name="folder">Who has it holds the database's file as well, for the file <c>lock</c> may vanish.</param>
    /// <exception cref="DataFolderInUseException">Another holder has the database's file.</exception>
    public static SqliteFilePlaces Take(string path, DataFolderLock? folder)
    {
        var places = new SqliteFilePlaces(path, folder);
        if (folder is null || places._database.TryHold())
        {
            return places;
        }

        places.Dispose();
        throw new DataFolderInUseException(
            folder.Folder, $"another process: it holds '{path}', though no longer the folder's file '{DataFolderLock.FileName}', which somebody removed");
    }

    /// <summary>From now on the log is watched too, and its index has the space that it needs.</summary>
    /// <param name="writer">Has the database open in WAL mode.</param>
    public void WatchLog(SqliteDatabase writer)
    {
        _writer = writer;
        _log = new FilePlace(_path + "-wal");
        _indexRoom = new WalIndexRoom(_path);
    }

    /// <summary>What is not where it was; null where everything is. A log that is gone can be saved, as long as the process lives.</summary>
    public string? FindLeft()
    {
        if (_database.IsLeft)
        {
            return "The file was deleted, replaced or moved while it was in use.";
        }

        if (_log is { IsLeft: true })
        {
            return $"Its log '{_path}-wal' was deleted, replaced or moved while it was in use. "
                + (TrySaveLog()
                    ? "What it held was moved into the file beside it and is safe."
                    : "What it held could not all be moved into the file beside it: what was acknowledged last may be lost.");
        }

        return _folder is { IsLost: true }
            ? $"The file '{Path.Combine(_folder.Folder, DataFolderLock.FileName)}' was deleted, replaced or moved: another process may have taken the folder."
            : null;
    }

    public void Dispose()
    {
        _indexRoom?.Dispose();
        _log?.Dispose();
        _database.Dispose();
    }

    /// <summary>The log is gone for whoever comes next, but SQLite has it open still.</summary>
    private bool TrySaveLog()
    {
        try
        {
            return _writer?.CheckpointPassive() is { } pass && pass.Frames == pass.Moved;
        }
        catch (SqliteFailure)
        {
            return false;
        }
    }
}
