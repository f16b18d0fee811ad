using System.Diagnostics;
using System.Security.Cryptography;
using System.Threading.Channels;
using Backstay.Storage.Sqlite;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>
/// The peer: SQLite alone, under the same promise. The same callers hand in as many bytes as an entry takes in a ledger and wait until
/// they are on the disk; whoever waits meanwhile shares the next transaction. Nothing is parsed, decided, hashed, folded or shown.
/// </summary>
/// <param name="ledger">A ledger that nobody writes, for its sizes.</param>
internal sealed class BareSqlite(string ledger)
{
    private readonly (int Entry, int Texts, long Entries) _sizes = SizesOf(ledger);

    /// <summary>Durable rows a second.</summary>
    public async Task<double> CommitAsync(string path, int callers, int rows)
    {
        SqliteDatabase.CreateFile(path);
        using var database = SqliteDatabase.Open(path, readOnly: false, busyTimeout: 0);
        database.Require("journal_mode", "wal");
        database.Require("synchronous", "2");
        database.Execute("CREATE TABLE rows(id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
        var queue = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
        var writing = Task.Run(() => WriteAsync(database, queue.Reader));
        await CallAsync(queue.Writer, callers, rows / 4); // compiled for good, and the log about as long as it gets
        var began = Stopwatch.GetTimestamp();
        await CallAsync(queue.Writer, callers, rows);
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        queue.Writer.Complete();
        await writing;
        return rows / elapsed;
    }

    /// <summary>Entries a second whose bytes are read in order and hashed, one hash for each entry's share; nothing is read out of them.</summary>
    public double ReadAndHash()
    {
        using var database = SqliteDatabase.Open(ledger, readOnly: true, busyTimeout: 0);
        using var runs = database.Prepare("SELECT run FROM entry_runs ORDER BY last");
        var share = _sizes.Entry;
        var hash = new byte[SHA256.HashSizeInBytes];
        var began = Stopwatch.GetTimestamp();
        while (runs.Step())
        {
            for (var rest = runs.Blob(0); !rest.IsEmpty; rest = rest[Math.Min(share, rest.Length)..])
            {
                SHA256.HashData(rest[..Math.Min(share, rest.Length)], hash);
            }
        }

        return _sizes.Entries / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task CallAsync(ChannelWriter<Row> queue, int callers, int rows)
    {
        var left = rows;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var content = new byte[_sizes.Entry + _sizes.Texts];
                Random.Shared.NextBytes(content.AsSpan(0, content.Length / 2));
                var row = new Row(content, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                queue.TryWrite(row);
                await row.Durable.Task;
            }
        })));
    }

    private static async Task WriteAsync(SqliteDatabase database, ChannelReader<Row> queue)
    {
        using var begin = database.Prepare("BEGIN IMMEDIATE");
        using var commit = database.Prepare("COMMIT");
        using var insert = database.Prepare("INSERT INTO rows(content) VALUES(?1)");
        var batch = new List<Row>();
        while (await queue.WaitToReadAsync())
        {
            begin.Run();
            while (queue.TryRead(out var row))
            {
                insert.Bind(1, row.Content).Run();
                batch.Add(row);
            }

            commit.Run();
            batch.ForEach(row => row.Durable.SetResult());
            batch.Clear();
        }
    }

    private static (int Entry, int Texts, long Entries) SizesOf(string ledger)
    {
        using var database = SqliteDatabase.Open(ledger, readOnly: true, busyTimeout: 0);
        long Read(string sql) => database.ReadInt64(sql) ?? 0;
        var entries = Read("SELECT sum(count) FROM entry_runs");
        return ((int)(Read("SELECT sum(length(run)) FROM entry_runs") / entries), (int)(Read("SELECT sum(length(run)) FROM sealed_text_runs") / entries), entries);
    }

    private sealed record Row(byte[] Content, TaskCompletionSource Durable);
}
