using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>One reading connection. Each call is a transaction of its own and sees only whole commits.</summary>
internal sealed class SqliteLedgerReader : IDisposable
{
    /// <summary>A page ends at this many rows …</summary>
    public const int PageRows = 256;

    /// <summary>… or when its entries hold this many bytes.</summary>
    public const int PageBytes = 1 << 20;

    private const int BusyTimeout = 5_000;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _range;
    private readonly SqliteStatement _sealedText;
    private readonly SqliteStatement _checkpoints;
    private readonly SqliteStatement _sealedTexts;

    private SqliteLedgerReader(SqliteDatabase database)
    {
        _database = database;
        _head = database.Prepare("SELECT max(seq) FROM entries");
        _range = database.Prepare(
            "SELECT seq, leaf_hash, bytes FROM entries WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3");
        _sealedText = database.Prepare("SELECT salt, text FROM sealed_texts WHERE seq = ?1 AND digest = ?2");
        _checkpoints = database.Prepare("SELECT size, note FROM checkpoints ORDER BY size, note");
        _sealedTexts = database.Prepare("SELECT digest, salt, text FROM sealed_texts");
    }

    public static SqliteLedgerReader Open(string path)
    {
        var database = SqliteDatabase.Open(path, readOnly: true, BusyTimeout);
        try
        {
            return new SqliteLedgerReader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public long Head()
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

    /// <summary>The next records of a range.</summary>
    /// <returns>The page, and whether the range may go on behind it. Where a row can't be read the page ends before it.</returns>
    public (List<LedgerRecord> Records, bool More) Page(long fromSeq, long toSeq)
    {
        var page = new List<LedgerRecord>((int)Math.Clamp(toSeq - fromSeq + 1, 0, PageRows));
        var contents = new SharedBytes();
        var bytes = 0;
        _range.Bind(1, fromSeq).Bind(2, toSeq).Bind(3, PageRows);
        try
        {
            while (_range.Step())
            {
                var content = contents.Copy(_range.Blob(2));
                page.Add(new LedgerRecord(_range.Int64(0), content, _range.Sha256(1)));
                bytes += content.Length;
                if (bytes >= PageBytes)
                {
                    return (page, true);
                }
            }

            return (page, page.Count == PageRows);
        }
        catch (Exception e) when (page.Count > 0 && e is SqliteFailure or InvalidDataException)
        {
            // Whoever asks for the next page hears of it, and knows then which entry it is.
            return (page, true);
        }
        finally
        {
            _range.Reset();
        }
    }

    public SealedText? FindSealedText(long seq, Digest digest)
    {
        _sealedText.Bind(1, seq).Bind(2, digest);
        try
        {
            return _sealedText.Step()
                ? new SealedText(digest, _sealedText.Blob(0).ToArray(), _sealedText.Text(1)) { Seq = seq }
                : null;
        }
        finally
        {
            _sealedText.Reset();
        }
    }

    public IReadOnlyList<StoredCheckpoint> Checkpoints()
    {
        var found = new List<StoredCheckpoint>();
        try
        {
            while (_checkpoints.Step())
            {
                found.Add(new StoredCheckpoint(_checkpoints.Int64(0), _checkpoints.Text(1)));
            }

            return found;
        }
        finally
        {
            _checkpoints.Reset();
        }
    }

    /// <summary>Whatever SQLite finds wrong with its pages, tables and indexes, in its own words.</summary>
    public IReadOnlyList<string> FindPageDamage()
    {
        using var check = _database.Prepare("PRAGMA integrity_check");
        var found = new List<string>();
        while (check.Step())
        {
            found.Add(check.Text(0));
        }

        return found is ["ok"] ? [] : found;
    }

    /// <summary>Digests under which another text stands than the one that gives them.</summary>
    public IReadOnlyList<Digest> FindAlteredTexts()
    {
        var altered = new List<Digest>();
        try
        {
            while (_sealedTexts.Step())
            {
                var text = new SealedText(_sealedTexts.Sha256(0), _sealedTexts.Blob(1).ToArray(), _sealedTexts.Text(2));
                if (!text.IsGenuine())
                {
                    altered.Add(text.Digest);
                }
            }

            return altered;
        }
        finally
        {
            _sealedTexts.Reset();
        }
    }

    /// <summary>Texts that stand under entries up to <paramref name="head"/>, or under what can be no entry at all.</summary>
    public long CountTexts(long head)
    {
        using var count = _database.Prepare("SELECT count(*) FROM sealed_texts WHERE seq <= ?1 OR seq > (SELECT max(seq) FROM entries)");
        count.Bind(1, head);
        return count.Step() ? count.Int64(0) : 0;
    }

    public void Dispose()
    {
        _sealedTexts.Dispose();
        _head.Dispose();
        _range.Dispose();
        _sealedText.Dispose();
        _checkpoints.Dispose();
        _database.Dispose();
    }
}
