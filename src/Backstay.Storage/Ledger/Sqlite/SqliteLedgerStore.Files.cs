using Backstay.Core.Ledger;

namespace Backstay.Storage.Ledger.Sqlite;

// The files as such: whether they are sound, and whether they are still where they were.
public sealed partial class SqliteLedgerStore
{
    private volatile string? _left;

    /// <summary>
    /// Looks whether the files are where they were, as every write does, for the time between two of them. Where one is not,
    /// nothing more is accepted, and what a log held that was taken away is moved into the ledger's file.
    /// </summary>
    /// <returns>What is not where it was, and what became of it; null where all is well.</returns>
    public async Task<string?> FindLeftAsync(CancellationToken ct)
    {
        await _writerGate.WaitAsync(ct);
        try
        {
            if (!Volatile.Read(ref _disposed))
            {
                FindLeft();
            }

            return _left;
        }
        finally
        {
            _writerGate.Release();
        }
    }

    /// <summary>Not the write-ahead log, which is being written: <see cref="SqliteLedgerFiles.FindLogDamage"/>.</summary>
    public Task<LedgerFileDamage> CheckFilesAsync(long head, CancellationToken ct) =>
        Task.Run(() => Read((_path, head), static (reader, asked) => SqliteLedgerFiles.Check(reader, asked._path, asked.head)), ct);

    /// <summary>SQLite would go on writing into a file that nobody finds again.</summary>
    private void BreakIfLeft()
    {
        FindLeft();
        ThrowIfBroken();
    }

    /// <summary>After a failed sync the log is the better copy, wherever it is: nothing is moved out of it then.</summary>
    private void FindLeft()
    {
        if ((Volatile.Read(ref _broken) is null || _left is not null) && _places?.FindLeft() is { } left)
        {
            _left = left;
            Break(new IOException(left));
        }
    }
}
