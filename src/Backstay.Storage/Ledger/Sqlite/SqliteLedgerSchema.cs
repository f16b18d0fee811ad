using Backstay.Core.Ledger;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>The tables of one workspace's file, and what must hold before the file is used.</summary>
internal static class SqliteLedgerSchema
{
    /// <summary>"BkSt": says whose file this is.</summary>
    public const long ApplicationId = 0x426b5374;

    public const long Version = 3;

    /// <summary>A format counts up from 1: a number beyond this one is no format that there will be, but damage.</summary>
    private const long LastVersion = 255;

    /// <summary>How many of the last entries are checked for gaps at open; all of them are checked by verification.</summary>
    private const int CheckedTail = 1_000;

    /// <summary>Gives no row where the ledger is empty.</summary>
    public const string HeadSql = "SELECT last FROM entry_runs ORDER BY last DESC LIMIT 1";

    // Rows stand in the order of their entries, so an append writes the last pages only. There is no index on anything random,
    // such as a digest or a command's key: it would make every append slower as the table grows.
    private const string CreateSql = """
        CREATE TABLE entry_runs(
            last INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK(count > 0),
            run BLOB NOT NULL);
        CREATE TABLE sealed_text_runs(
            last INTEGER PRIMARY KEY,
            run BLOB NOT NULL);
        CREATE TABLE checkpoints(
            size INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY(size, note)) WITHOUT ROWID;
        PRAGMA application_id = 0x426b5374;
        PRAGMA user_version = 3;
        """;

    /// <summary>Settings of the one connection that writes.</summary>
    public static void PrepareWriter(SqliteDatabase writer)
    {
        CheckOwner(writer);
        writer.Require("journal_mode", "wal");
        writer.Require("synchronous", "2"); // FULL: every commit is on the disk before it is acknowledged
        writer.Require("wal_autocheckpoint", "0"); // WalKeeper does it beside, so that no commit pays for it
        writer.Require("secure_delete", "1"); // an erased sealed text is gone from the pages too
        writer.Execute("PRAGMA journal_size_limit = 134217728");
        CreateTables(writer);
    }

    /// <exception cref="LedgerFormatException">Another version of Backstay wrote the file.</exception>
    /// <exception cref="LedgerBrokenException">The file belongs to somebody else.</exception>
    public static void CheckOwner(SqliteDatabase database)
    {
        var application = database.ReadInt64("PRAGMA application_id");
        var version = database.ReadInt64("PRAGMA user_version") ?? 0;
        if (application == 0 && version == 0 && database.ReadInt64("SELECT count(*) FROM sqlite_master") == 0)
        {
            return;
        }

        if (application != ApplicationId)
        {
            throw new LedgerBrokenException($"'{database.FilePath}' is an SQLite file, but no Backstay ledger.", null);
        }

        if (version is < 1 or > LastVersion)
        {
            throw new LedgerBrokenException($"'{database.FilePath}' says that it has ledger format {version}, which there is not.", null);
        }

        if (version != Version)
        {
            throw new LedgerFormatException(database.FilePath, version, Version);
        }
    }

    /// <exception cref="LedgerBrokenException">The sequence has no beginning, or gaps near its end.</exception>
    public static void CheckSequence(SqliteDatabase database)
    {
        var head = database.ReadInt64(HeadSql) ?? 0;
        if (head == 0)
        {
            return;
        }

        var first = database.ReadInt64("SELECT last - count + 1 FROM entry_runs ORDER BY last LIMIT 1");
        var tail = $"FROM entry_runs WHERE last > {head - CheckedTail}";
        var begin = database.ReadInt64($"SELECT min(last - count + 1) {tail}");
        var present = database.ReadInt64($"SELECT sum(count) {tail}");
        if (first != 1 || present != head - begin + 1)
        {
            throw new LedgerBrokenException(
                $"'{database.FilePath}' is not a sound ledger: it begins at {first}, "
                + $"and {present} of its entries {begin} to {head} are there.",
                null);
        }
    }

    private static void CreateTables(SqliteDatabase writer)
    {
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            if (writer.ReadInt64("PRAGMA user_version") == 0)
            {
                writer.Execute(CreateSql);
            }

            writer.Execute("COMMIT");
        }
        catch
        {
            writer.RollBackQuietly();
            throw;
        }
    }
}
