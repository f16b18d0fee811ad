using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>Files that are taken from under a ledger in use, and a second process that comes for it.</summary>
public sealed class SqliteLedgerPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("data", "default.ledger");

    private string LogPath => FilePath + "-wal";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("moved")]
    public async Task A_log_that_is_taken_away_is_noticed_before_the_next_acknowledgement_and_loses_nothing(string how)
    {
        await using var store = SqliteLedgerStore.Open(FilePath);
        await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
        Take(LogPath, how);

        var broken = await Assert.ThrowsAsync<LedgerBrokenException>(() => store.AppendAsync(3, LedgerSamples.Records(4, 1), [], Ct));
        await Assert.ThrowsAsync<LedgerBrokenException>(() => store.SaveCheckpointAsync(new StoredCheckpoint(3, "note"), Ct));

        Assert.Contains($"'{LogPath}' was deleted, replaced or moved", broken.Message, StringComparison.Ordinal);
        Assert.Contains("is safe", broken.Message, StringComparison.Ordinal);
        Assert.Equal(3, await HeadAfterKillAsync());
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("moved")]
    public async Task A_log_that_is_taken_away_is_saved_without_a_write_by_whoever_looks(string how)
    {
        await using var store = SqliteLedgerStore.Open(FilePath);
        await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
        Assert.Null(await store.FindLeftAsync(Ct));
        Take(LogPath, how);

        var left = await store.FindLeftAsync(Ct);

        Assert.Contains($"'{LogPath}' was deleted, replaced or moved", left, StringComparison.Ordinal);
        Assert.Contains("is safe", left, StringComparison.Ordinal);
        Assert.Equal(3, await HeadAfterKillAsync());
        await Assert.ThrowsAsync<LedgerBrokenException>(() => store.AppendAsync(3, LedgerSamples.Records(4, 1), [], Ct));
    }

    [Fact]
    public async Task A_log_that_a_reader_keeps_from_being_saved_is_tried_again()
    {
        await using var store = SqliteLedgerStore.Open(FilePath);
        await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
        string? first;
        using (var reader = SqliteDatabase.Open(FilePath, readOnly: true, busyTimeout: 0))
        {
            reader.Execute("BEGIN");
            reader.ReadInt64("SELECT count(*) FROM entry_runs");
            await store.AppendAsync(3, LedgerSamples.Records(4, 3), [], Ct);
            Take(LogPath, "deleted");
            first = await store.FindLeftAsync(Ct);
        }

        Assert.Contains("may be lost", first, StringComparison.Ordinal);
        Assert.Contains("is safe", await store.FindLeftAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(6, await HeadAfterKillAsync());
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("moved")]
    public async Task Without_the_folders_lock_nothing_more_is_accepted_and_nobody_else_gets_the_ledger(string how)
    {
        using var folder = DataFolderLock.Take(_folder.File("data"));
        await using var store = SqliteLedgerStore.Open(FilePath, folder);
        await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
        Take(_folder.File("data", DataFolderLock.FileName), how);
        using var second = DataFolderLock.Take(_folder.File("data"));

        var inUse = Assert.Throws<DataFolderInUseException>(() => SqliteLedgerStore.Open(FilePath, second));
        var broken = await Assert.ThrowsAsync<LedgerBrokenException>(() => store.AppendAsync(3, LedgerSamples.Records(4, 1), [], Ct));

        Assert.Contains($"it holds '{FilePath}'", inUse.Message, StringComparison.Ordinal);
        Assert.Contains($"'{folder.Folder}/lock' was deleted, replaced or moved", broken.Message, StringComparison.Ordinal);
        Assert.Equal(3, await store.GetHeadAsync(Ct));
        await store.DisposeAsync();
        await using var next = SqliteLedgerStore.Open(FilePath, second);
        await next.AppendAsync(3, LedgerSamples.Records(4, 1), [], Ct);
    }

    [Fact]
    public async Task What_an_opening_drops_from_the_end_of_the_log_is_named_and_kept()
    {
        var (copy, kept) = (_folder.File("copy", "default.ledger"), _folder.File("copy", "default.ledger-wal.dropped"));
        Directory.CreateDirectory(_folder.File("copy"));
        byte[] log;
        await using (var store = SqliteLedgerStore.Open(FilePath))
        {
            await store.AppendAsync(0, LedgerSamples.Records(1, 3), [], Ct);
            await store.AppendAsync(3, LedgerSamples.Records(4, 3), [], Ct);
            Assert.Null(store.DroppedAtOpen);
            File.Copy(FilePath, copy);
            log = await File.ReadAllBytesAsync(LogPath, Ct);
        }

        log[^10] ^= 1; // of the last batch's last page
        await File.WriteAllBytesAsync(copy + "-wal", log, Ct);
        await using (var opened = SqliteLedgerStore.Open(copy))
        {
            Assert.Equal(3, await opened.GetHeadAsync(Ct));
            Assert.Equal(LedgerFindingKind.TornTail, opened.DroppedAtOpen?.Kind);
            Assert.Contains($"'{copy}-wal' ends, from frame", opened.DroppedAtOpen?.Message, StringComparison.Ordinal);
            Assert.Contains($"kept in '{kept}'", opened.DroppedAtOpen?.Message, StringComparison.Ordinal);
        }

        var bytes = await File.ReadAllBytesAsync(kept, Ct);
        Assert.Equal(log[..32], bytes[..32]);
        Assert.True(bytes.Length > 32 && (bytes.Length - 32) % (24 + 4_096) == 0 && log.AsSpan().EndsWith(bytes.AsSpan(32)));
        await using var again = SqliteLedgerStore.Open(copy);
        Assert.Null(again.DroppedAtOpen);
    }

    private static void Take(string path, string how)
    {
        switch (how)
        {
            case "deleted":
                File.Delete(path);
                break;
            case "replaced":
                File.Delete(path);
                File.WriteAllBytes(path, []);
                break;
            default:
                File.Move(path, path + ".aside");
                break;
        }
    }

    /// <summary>Opens what stands in the folder now, as the next process would find it.</summary>
    private async Task<long> HeadAfterKillAsync()
    {
        var copy = _folder.File("killed", "default.ledger");
        Directory.CreateDirectory(_folder.File("killed"));
        File.Copy(FilePath, copy);
        if (File.Exists(LogPath))
        {
            File.Copy(LogPath, copy + "-wal");
        }

        await using var store = SqliteLedgerStore.Open(copy);
        return await store.GetHeadAsync(Ct);
    }
}
