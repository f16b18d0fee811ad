using Backstay.Storage.Ledger.Sqlite;
using SQLitePCL;

namespace Backstay.TestKit.Durability;

/// <summary>Somebody else who has a ledger's file open and holds its lock, as a tool of the operator's might.</summary>
internal sealed class HeldLedger : IDisposable
{
    private readonly sqlite3 _connection;

    private HeldLedger(sqlite3 connection) => _connection = connection;

    public static async Task<HeldLedger> TakeAsync(string path)
    {
        // Brings the library in.
        await using (SqliteLedgerStore.OpenForReading(path))
        {
        }

        Must(raw.sqlite3_open(path, out var connection));
        raw.sqlite3_busy_timeout(connection, 10_000);
        Must(raw.sqlite3_exec(connection, "BEGIN EXCLUSIVE"));
        return new HeldLedger(connection);
    }

    public void Dispose() => _connection.Dispose();

    private static void Must(int code) => Assert.Equal(raw.SQLITE_OK, code);
}
