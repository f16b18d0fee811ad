using Backstay.Bench.Harness;
using SQLitePCL;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>Holds the ledger file's write lock from outside: while it is held, the ledger can't write.</summary>
internal sealed class LedgerLock : IDisposable
{
    private readonly sqlite3 _database;

    public LedgerLock(string path)
    {
        Check(raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE, null));
        Check(raw.sqlite3_busy_timeout(_database, 1_000));
        Check(raw.sqlite3_exec(_database, "BEGIN IMMEDIATE"));
    }

    public void Dispose()
    {
        Check(raw.sqlite3_exec(_database, "ROLLBACK"));
        _database.Dispose();
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new BenchFailedException($"the ledger's lock can't be taken or released: SQLite code {code}");
        }
    }
}
