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
    private readonly SqliteStatement _insertEntry;
    private readonly SqliteStatement _insertSealedText;
    private readonly SqliteStatement _insertCheckpoint;

    public SqliteLedgerWriter(SqliteDatabase database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _head = database.Prepare("SELECT max(seq) FROM entries");
        _insertEntry = database.Prepare("INSERT INTO entries(seq, leaf_hash, bytes) VALUES(?1, ?2, ?3)");
        _insertSealedText = database.Prepare(
            "INSERT INTO sealed_texts(seq, digest, salt, text) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
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
            for (var i = 0; i < records.Count; i++)
            {
                var record = records[i];
                _insertEntry.Bind(1, record.Seq).Bind(2, record.LeafHash).Bind(3, record.Bytes.Span).Run();
                bytes += record.Bytes.Length;
            }

            for (var i = 0; i < sealedTexts.Count; i++)
            {
                var text = sealedTexts[i];
                _insertSealedText.Bind(1, text.Seq).Bind(2, text.Digest).Bind(3, text.Salt.Span).Bind(4, text.Text).Run();
                bytes += text.Text.Length;
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
        _insertEntry.Dispose();
        _insertSealedText.Dispose();
        _insertCheckpoint.Dispose();
        _database.Dispose();
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
