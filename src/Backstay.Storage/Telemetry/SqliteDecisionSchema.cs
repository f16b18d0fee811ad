using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Telemetry;

/// <summary>The tables of a workspace's decisions and of what was learned about them afterwards.</summary>
internal static class SqliteDecisionSchema
{
    /// <summary>"BkTl": says whose file this is.</summary>
    private const long ApplicationId = 0x426b546c;

    private const long Version = 1;

    // Times are UTC ticks of 100 ns. Ids are the 16 bytes of a UUIDv7 in network order: they compare as the texts do,
    // and come nearly in order, so that their index grows at its end.
    private const string CreateSql = """
        CREATE TABLE decisions(
            n INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            endpoint TEXT NOT NULL,
            rollout TEXT,
            completed INTEGER NOT NULL,
            record BLOB NOT NULL);
        CREATE UNIQUE INDEX decisions_id ON decisions(id);
        CREATE INDEX decisions_latest ON decisions(endpoint, completed, id);
        CREATE INDEX decisions_rollout ON decisions(rollout, completed, id) WHERE rollout IS NOT NULL;
        CREATE TABLE shadows(
            n INTEGER PRIMARY KEY,
            decision BLOB NOT NULL UNIQUE,
            rollout TEXT NOT NULL,
            completed INTEGER NOT NULL,
            record BLOB NOT NULL);
        CREATE INDEX shadows_rollout ON shadows(rollout, completed, decision);
        CREATE TABLE outcomes(
            n INTEGER PRIMARY KEY,
            decision BLOB NOT NULL,
            name TEXT NOT NULL,
            json TEXT NOT NULL,
            received INTEGER NOT NULL,
            by TEXT,
            rollout TEXT,
            correction INTEGER NOT NULL,
            parked INTEGER NOT NULL);
        CREATE INDEX outcomes_decision ON outcomes(decision, name);
        CREATE INDEX outcomes_rollout ON outcomes(rollout, received, decision)
            WHERE rollout IS NOT NULL AND correction = 0;
        CREATE INDEX outcomes_parked ON outcomes(received) WHERE parked = 1;
        PRAGMA application_id = 0x426b546c;
        PRAGMA user_version = 1;
        """;

    /// <exception cref="IOException">The file belongs to somebody else or to a later version.</exception>
    public static void Prepare(SqliteDatabase writer)
    {
        var application = writer.ReadInt64("PRAGMA application_id");
        var version = writer.ReadInt64("PRAGMA user_version");
        var isNew = application == 0 && version == 0 && writer.ReadInt64("SELECT count(*) FROM sqlite_master") == 0;
        if (!isNew && (application != ApplicationId || version != Version))
        {
            throw new IOException($"'{writer.FilePath}' is no telemetry of Backstay, or of another version than {Version}.");
        }

        writer.Require("journal_mode", "wal");
        writer.Require("synchronous", "1"); // NORMAL: WalSyncer and the outcomes' commits bring it to the disk
        writer.Require("wal_autocheckpoint", "0");
        writer.Execute("PRAGMA journal_size_limit = 67108864");
        if (isNew)
        {
            writer.Execute($"BEGIN IMMEDIATE; {CreateSql} COMMIT;");
        }
    }
}
