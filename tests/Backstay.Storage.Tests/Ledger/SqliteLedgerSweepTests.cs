using System.Globalization;
using Backstay.Core.Ledger;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>The ledger while one system call after the other fails, from the opening of the file on, and what the system sees of its promise.</summary>
public sealed class SqliteLedgerSweepTests(ITestOutputHelper output)
{
    private const int Batches = 6;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_batch_is_written_and_synced_before_it_is_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var ledger = folder.File("default.ledger");
        var log = folder.File("calls");
        using var probe = Probe.StartWithLog("write,pwrite64,pwritev,fdatasync,fsync", log, "append", ledger, $"{Batches}");
        await probe.ReadToEndAsync(Ct);

        var order = new SyncOrder(ledger + "-wal", "acknowledged").Read(await File.ReadAllLinesAsync(log, Ct));

        Assert.Empty(order.Early);
        Assert.Equal(Batches, order.Covered);
    }

    /// <summary>The calls that fail are the 1st, 2nd, 3rd, 4th, 6th, 9th, ... until a run ends without having met its fault.</summary>
    [Theory]
    [InlineData("fdatasync,fsync", "EIO")]
    [InlineData("fdatasync,fsync", "ENOSPC")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("pread64", "EIO")]
    [InlineData("ftruncate", "EIO")]
    [InlineData("openat,open", "EMFILE")]
    public async Task Whichever_call_fails_all_that_was_acknowledged_is_there_at_the_next_start(string calls, string error)
    {
        for (var n = 1; ; n += Math.Max(1, n / 2))
        {
            using var folder = new TemporaryFolder();
            var (ledger, log) = (folder.File("default.ledger"), folder.File("calls"));

            // The process's own start is no business of ours: the file that it then works on is there already.
            await SqliteLedgerStore.Open(ledger).DisposeAsync();
            using var probe = Probe.StartWithLoggedFault($"{calls}:error={error}:when={n}", log, "append", ledger, $"{Batches}");
            var said = await probe.ReadToEndAsync(Ct);
            if (!(await File.ReadAllTextAsync(log, Ct)).Contains("(INJECTED)", StringComparison.Ordinal))
            {
                Assert.Equal(Batches, said.Count(line => line.StartsWith("acknowledged", StringComparison.Ordinal)));
                output.WriteLine($"{calls} {error}: swept up to {n - 1}");
                Assert.True(n > 1, "No fault was ever met.");
                return;
            }

            AssertSilentOnceBroken(said);
            await AssertHoldsAsync(ledger, said);
        }
    }

    /// <summary>Where it is not known what is on the disk nothing more is promised, by this process.</summary>
    private static void AssertSilentOnceBroken(string[] said) => Assert.DoesNotContain(
        said.SkipWhile(line => line != nameof(LedgerBrokenException)),
        line => line.StartsWith("acknowledged", StringComparison.Ordinal));

    private static async Task AssertHoldsAsync(string ledger, string[] said)
    {
        var acknowledged = said
            .Where(line => line.StartsWith("acknowledged ", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
            .LastOrDefault();
        await using var store = SqliteLedgerStore.Open(ledger);
        var head = await store.GetHeadAsync(Ct);
        Assert.True(head >= acknowledged && head % 3 == 0, $"The head is {head} after: {string.Join("; ", said)}");
        var found = new List<LedgerRecord>();
        await foreach (var record in store.ReadAsync(1, head, Ct))
        {
            found.Add(record);
        }

        LedgerSamples.AssertSame(LedgerSamples.Records(1, (int)head), found);
        await store.AppendAsync(head, LedgerSamples.Records(head + 1, 3), [], Ct);
    }
}
