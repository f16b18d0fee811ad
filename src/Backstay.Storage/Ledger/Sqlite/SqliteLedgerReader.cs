using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>One reading connection. Each call is a transaction of its own and sees only whole commits.</summary>
internal sealed class SqliteLedgerReader : IDisposable
{
    /// <summary>A page ends with the run that brings it to this many entries …</summary>
    public const int PageEntries = 256;

    /// <summary>… or with the one whose entries bring it to this many bytes.</summary>
    public const int PageBytes = 1 << 20;

    private const int BusyTimeout = 5_000;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _range;
    private readonly SqliteStatement _rowFrom;
    private readonly SqliteStatement _textsOf;
    private readonly SqliteStatement _endBefore;
    private readonly SqliteStatement _checkpoints;
    private readonly SqliteStatement _texts;

    private SqliteLedgerReader(SqliteDatabase database)
    {
        _database = database;
        _head = database.Prepare(SqliteLedgerSchema.HeadSql);
        _range = database.Prepare("SELECT last, count, run FROM entry_runs WHERE last >= ?1 ORDER BY last");
        _rowFrom = database.Prepare("SELECT last, count FROM entry_runs WHERE last >= ?1 ORDER BY last LIMIT 1");
        _textsOf = database.Prepare("SELECT last, run FROM sealed_text_runs WHERE last >= ?1 ORDER BY last LIMIT 1");
        _endBefore = database.Prepare("SELECT last FROM entry_runs WHERE last < ?1 ORDER BY last DESC LIMIT 1");
        _checkpoints = database.Prepare("SELECT size, note FROM checkpoints ORDER BY size, note");
        _texts = database.Prepare("SELECT last, run, (SELECT max(last) FROM entry_runs) FROM sealed_text_runs ORDER BY last");
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
    /// <returns>The page, and whether the range may go on behind it. Where an entry can't be read the page ends before it.</returns>
    /// <exception cref="LedgerUnreadableException">The first one can't be read.</exception>
    public (List<LedgerRecord> Records, bool More) Page(long fromSeq, long toSeq)
    {
        var page = new List<LedgerRecord>((int)Math.Clamp(toSeq - fromSeq + 1, 0, PageEntries));
        var copies = new SharedBytes();
        var bytes = 0;
        _range.Bind(1, fromSeq);
        try
        {
            for (var last = 0L; last < toSeq;)
            {
                if (bytes >= PageBytes || page.Count >= PageEntries)
                {
                    return (page, true);
                }

                if (!_range.Step())
                {
                    break;
                }

                last = _range.Int64(0);
                bytes += EntryRun.Read(_range.Blob(2), (last, _range.Int64(1)), (fromSeq, toSeq), page, copies);
            }

            return (page, false);
        }
        catch (Exception e) when (page.Count > 0 && e is SqliteFailure or InvalidDataException)
        {
            // Whoever asks for the next page hears of it, and knows then which entry it is.
            return (page, true);
        }
        catch (Exception e) when (e is SqliteFailure { IsBusy: false, IsFull: false } or InvalidDataException)
        {
            throw SqliteLedgerErrors.Unreadable(_database.FilePath, e, RowFrom(fromSeq));
        }
        finally
        {
            _range.Reset();
        }
    }

    /// <exception cref="SealedTextDamagedException">The row that would hold it is damaged, and what can be read of it does not have it.</exception>
    public SealedText? FindSealedText(long seq, Digest digest)
    {
        var last = seq;
        _textsOf.Bind(1, seq);
        try
        {
            if (_textsOf.Step())
            {
                last = _textsOf.Int64(0);
                for (var run = _textsOf.Blob(1); !run.IsEmpty;)
                {
                    var text = SealedTextRun.Read(ref run, last);
                    if (text.Seq == seq && text.Digest == digest)
                    {
                        return text.ToText();
                    }
                }
            }

            return null;
        }
        catch (InvalidDataException damaged)
        {
            // The row may be that of later entries: this one seals nothing then.
            var damage = TextDamage(last, damaged);
            return seq < damage.FromSeq ? null : throw new SealedTextDamagedException(damage, damaged);
        }
        catch (SqliteFailure damaged) when (damaged.IsDamage)
        {
            throw new SealedTextDamagedException(new SealedTextDamage(seq, seq, damaged.Message), damaged);
        }
        finally
        {
            _textsOf.Reset();
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

    /// <summary>Holds every sealed text against its digest.</summary>
    /// <param name="head">Counted are texts of entries up to this one, and those of what can be no entry at all.</param>
    /// <returns>Digests under which another text stands than the one that gives them; how many texts there are; rows that can't be read.</returns>
    public (IReadOnlyList<Digest> Altered, long Count, IReadOnlyList<SealedTextDamage> Damaged) CheckTexts(long head)
    {
        var altered = new List<Digest>();
        var damaged = new List<SealedTextDamage>();
        var count = 0L;
        try
        {
            while (_texts.Step())
            {
                try
                {
                    for (var run = _texts.Blob(1); !run.IsEmpty;)
                    {
                        var text = SealedTextRun.Read(ref run, _texts.Int64(0));
                        count += text.Seq <= head || text.Seq > _texts.Int64(2) ? 1 : 0;
                        if (!text.IsGenuine())
                        {
                            altered.Add(text.Digest);
                        }
                    }
                }
                catch (InvalidDataException e)
                {
                    damaged.Add(TextDamage(_texts.Int64(0), e));
                }
            }

            return (altered, count, damaged);
        }
        finally
        {
            _texts.Reset();
        }
    }

    public void Dispose()
    {
        _texts.Dispose();
        _head.Dispose();
        _range.Dispose();
        _rowFrom.Dispose();
        _textsOf.Dispose();
        _endBefore.Dispose();
        _checkpoints.Dispose();
        _database.Dispose();
    }

    /// <summary>What of the next row is asked for; its ends are read without its content. Null where that can't be read either.</summary>
    private (long From, long To)? RowFrom(long seq)
    {
        _rowFrom.Bind(1, seq);
        try
        {
            return _rowFrom.Step() && _rowFrom.Int64(0) is var last ? (Math.Clamp(last - _rowFrom.Int64(1) + 1, seq, last), last) : null;
        }
        catch (SqliteFailure)
        {
            return null;
        }
        finally
        {
            _rowFrom.Reset();
        }
    }

    /// <summary>A row of texts covers the entries of the row of entries that ends with the same one.</summary>
    private SealedTextDamage TextDamage(long last, InvalidDataException why)
    {
        _endBefore.Bind(1, last);
        try
        {
            return new SealedTextDamage(_endBefore.Step() ? _endBefore.Int64(0) + 1 : 1, last, why.Message);
        }
        finally
        {
            _endBefore.Reset();
        }
    }
}
