using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>A full disk where SQLite says only that something failed: in the index of its log.</summary>
public sealed class SqliteLedgerNoSpaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(16 << 10)]
    public async Task A_ledger_that_has_no_space_to_open_is_not_called_damaged(int free)
    {
        using var disk = new SmallDisk(megabytes: 4);
        var path = Path.Combine(disk.FullPath, "data", "ledger");
        await using (var store = SqliteLedgerStore.Open(path))
        {
            await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
        }

        var filler = disk.Fill();
        Release(filler, free);

        Assert.Throws<LedgerFullException>(() => SqliteLedgerStore.Open(path));
        Assert.Throws<LedgerFullException>(() => SqliteLedgerStore.OpenForReading(path));

        File.Delete(filler);
        await using var opened = SqliteLedgerStore.Open(path);
        Assert.Equal(3, await opened.GetHeadAsync(Ct));
    }

    /// <summary>The index grows at frames 4,063 and 8,159, by more than the pages for which there is just space.</summary>
    [Fact]
    public async Task Space_that_comes_page_by_page_never_breaks_the_ledger()
    {
        using var disk = new SmallDisk(megabytes: 64);
        var path = Path.Combine(disk.FullPath, "data", "ledger");
        await using var store = SqliteLedgerStore.Open(path);
        var head = 0L;
        await AppendAsync(count: 1);
        using var reader = SqliteDatabase.Open(path, readOnly: true, busyTimeout: 0);
        reader.Execute("BEGIN");
        reader.ReadInt64("SELECT count(*) FROM entry_runs"); // as long as it reads the log is not begun anew
        while (Frames() < 3_900)
        {
            await AppendAsync(count: 20);
        }

        var filler = disk.Fill();
        var refused = 0;
        while (Frames() < 4_200)
        {
            try
            {
                await AppendAsync(count: 1);
            }
            catch (LedgerFullException)
            {
                refused++;
                Release(filler, 4 << 10);
            }
        }

        Assert.True(refused > 50, $"Only {refused} appends met a full disk.");
        Assert.Equal(head, await store.GetHeadAsync(Ct));

        long Frames() => new FileInfo(path + "-wal").Length / (24 + 4_096);

        async Task AppendAsync(int count)
        {
            await store.AppendAsync(head, LedgerSamples.Records(head + 1, count, size: 3_000), [], Ct);
            head += count;
        }
    }

    /// <summary>Gives bytes of the filler back to the disk.</summary>
    private static void Release(string filler, int bytes)
    {
        using var file = File.OpenWrite(filler);
        file.SetLength(file.Length - bytes);
    }
}
