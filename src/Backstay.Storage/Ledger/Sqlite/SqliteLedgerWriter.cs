using System.Buffers;
using Backstay.Core.Ledger;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>The writing connection and its statements; the store lets one caller in at a time.</summary>
internal sealed class SqliteLedgerWriter : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _insertEntries;
    private readonly SqliteStatement _insertTexts;
    private readonly SqliteStatement _insertCheckpoint;
    private readonly ArrayBufferWriter<byte> _run = new(2 * EntryRun.Size);

    public SqliteLedgerWriter(SqliteDatabase database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _head = database.Prepare(SqliteLedgerSchema.HeadSql);
        _insertEntries = database.Prepare("INSERT INTO entry_runs(last, count, run) VALUES(?1, ?2, ?3)");
        _insertTexts = database.Prepare("INSERT INTO sealed_text_runs(last, run) VALUES(?1, ?2)");
        _insertCheckpoint = database.Prepare(
            "INSERT INTO checkpoints(size, note) VALUES(?1, ?2) ON CONFLICT DO NOTHING");
    }

    /// <summary>Appends in one transaction.</summary>
    /// <returns>How many bytes of content went in.</returns>
    /// <exception cref="LedgerHeadMovedException">Nothing was written.</exception>
    /// <exception cref="SqliteFailure">No transaction is open any more.</exception>
    public long Append(long expectedHead, IReadOnlyList<LedgerRecord> records, IReadOnlyList<SealedText> sealedTexts) =>
        InTransaction(() =>
        {
            var head = ReadHead();
            if (head != expectedHead)
            {
                throw new LedgerHeadMovedException(expectedHead, head);
            }

            var bytes = 0L;
            for (int first = 0, text = 0; first < records.Count;)
            {
                var end = EntryRun.Write(records, first, Cleared());
                var last = records[end - 1].Seq;
                _insertEntries.Bind(1, last).Bind(2, end - first).Bind(3, _run.WrittenSpan).Run();
                bytes += _run.WrittenCount;
                first = end;

                text = SealedTextRun.Write(sealedTexts, text, last, Cleared());
                if (_run.WrittenCount > 0)
                {
                    _insertTexts.Bind(1, last).Bind(2, _run.WrittenSpan).Run();
                    bytes += _run.WrittenCount;
                }
            }

            return bytes;
        });

    public long SaveCheckpoint(StoredCheckpoint checkpoint) =>
        InTransaction(() =>
        {
            _insertCheckpoint.Bind(1, checkpoint.Size).Bind(2, checkpoint.Note).Run();
            return (long)checkpoint.Note.Length;
        });

    /// <summary>The head as the file has it, also inside an open transaction.</summary>
    public long ReadHead()
    {
        try
        {
            return _head.Step() && !_head.IsNull(0) ? _head.Int64(0) : 0;
        }
        finally
        {
            _head.Reset();
        }
    }

    /// <summary>See <see cref="SqliteDatabase.LeaveWalAtClose"/>.</summary>
    public void LeaveWalAtClose() => _database.LeaveWalAtClose();

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _head.Dispose();
        _insertEntries.Dispose();
        _insertTexts.Dispose();
        _insertCheckpoint.Dispose();
        _database.Dispose();
    }

    private ArrayBufferWriter<byte> Cleared()
    {
        _run.ResetWrittenCount();
        return _run;
    }

    private long InTransaction(Func<long> write)
    {
        _begin.Run();
        try
        {
            var bytes = write();
            _commit.Run();
            return bytes;
        }
        catch
        {
            _database.RollBackQuietly();
            throw;
        }
    }
}
