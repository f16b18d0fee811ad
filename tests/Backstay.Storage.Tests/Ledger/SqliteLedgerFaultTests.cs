using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>The SQLite ledger against dying processes, failing system calls and disks without space.</summary>
public sealed class SqliteLedgerFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("default.ledger");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_instant_it_has_every_acknowledged_batch_and_no_half_one()
    {
        var random = new Random(7);
        for (var cycle = 0; cycle < 6; cycle++)
        {
            using var probe = Probe.Start("append", FilePath);
            for (var line = random.Next(1, 120); line > 0; line--)
            {
                await probe.Output.ReadLineAsync(Ct);
            }

            var lastWords = await probe.KillAsync(Ct);

            await using var store = SqliteLedgerStore.Open(FilePath);
            var head = await store.GetHeadAsync(Ct);
            Assert.True(head >= Acknowledged(lastWords), $"{string.Join(';', lastWords)}, but the head is {head}.");
            Assert.Equal(0, head % 3);
            await AssertHoldsAsync(store, head);
        }
    }

    [Fact]
    public async Task After_a_failed_fsync_nothing_more_is_acknowledged_until_it_is_opened_again()
    {
        // SQLite syncs with fdatasync; the first ones belong to opening the file and to two good batches.
        using var probe = Probe.StartWithFault("fdatasync,fsync:error=EIO:when=20", "append", FilePath, "40");
        var said = await probe.ReadToEndAsync(Ct);

        var acknowledged = said.Count(line => line.StartsWith("acknowledged", StringComparison.Ordinal));
        Assert.InRange(acknowledged, 1, 39);
        Assert.Equal(40, acknowledged + said.Count(line => line == nameof(LedgerBrokenException)));
        Assert.True(
            said.SkipWhile(line => line != nameof(LedgerBrokenException)).All(line => line == nameof(LedgerBrokenException)),
            "Something was acknowledged after the failure.");

        await using var store = SqliteLedgerStore.Open(FilePath);
        var head = await store.GetHeadAsync(Ct);
        Assert.True(head >= acknowledged * 3);
        await AssertHoldsAsync(store, head);
        await store.AppendAsync(head, LedgerSamples.Records(head + 1, 1), [], Ct);
    }

    [Fact]
    public async Task A_full_disk_refuses_and_recovers_by_itself()
    {
        using var disk = new SmallDisk(megabytes: 8);
        var path = Path.Combine(disk.FullPath, "data", "ledger");
        await using var store = SqliteLedgerStore.Open(path);
        await store.AppendAsync(0, LedgerSamples.Records(1, 5), [], Ct);
        var filler = disk.Fill();

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<LedgerFullException>(
                () => store.AppendAsync(5, LedgerSamples.Records(6, 20, size: 20_000), [], Ct));
            Assert.Equal(5, await store.GetHeadAsync(Ct));
        }

        File.Delete(filler);
        await store.AppendAsync(5, LedgerSamples.Records(6, 20, size: 20_000), [], Ct);
        await AssertHoldsAsync(store, 5, 5);
    }

    [Fact]
    public async Task A_file_system_for_reading_only_is_refused_by_name()
    {
        using var disk = new SmallDisk(megabytes: 8);
        var path = Path.Combine(disk.FullPath, "data", "ledger");
        await SqliteLedgerStore.Open(path).DisposeAsync();
        disk.MakeReadOnly();

        var refused = Assert.Throws<IOException>(() => SqliteLedgerStore.Open(path));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => DataFolderLock.Take(Path.Combine(disk.FullPath, "data")));
    }

    private static long Acknowledged(string[] lines) => lines
        .Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
        .DefaultIfEmpty(0)
        .Max();

    private static async Task AssertHoldsAsync(SqliteLedgerStore store, long head, int? first = null)
    {
        var found = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(1, first ?? head, Ct))
        {
            found.Add(record);
        }

        LedgerSamples.AssertSame(LedgerSamples.Records(1, (int)(first ?? head)), found);
    }
}
