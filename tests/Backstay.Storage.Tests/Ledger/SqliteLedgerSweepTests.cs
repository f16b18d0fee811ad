using Backstay.TestKit;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Faults.Stores;

namespace Backstay.Storage.Tests.Ledger;

/// <summary>The ledger while one system call after the other fails, from the opening of the file on, and what the system sees of its promise.</summary>
public sealed class SqliteLedgerSweepTests(ITestOutputHelper output)
{
    private const int Batches = 6;

    public static TheoryData<string> Faults { get; } =
        [.. StoreFault.All.Where(fault => fault is { IsLeftToBench: false, Store: SweptLedger }).Select(fault => fault.Name)];

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

    /// <summary>The calls that fail are the 1st, 2nd, 3rd, 4th, 6th, 9th, ...; <c>./bench faults --step all</c> leaves none out.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whichever_call_fails_all_that_was_acknowledged_is_there_at_the_next_start(string name)
    {
        var swept = await StoreSweep.RunAsync(StoreFault.All.Single(fault => fault.Name == name), SweepPlan.Thinned, Ct);

        output.WriteLine($"{name}: {swept.Runs.Count} runs up to call {swept.Last}, {swept.Runs.Sum(run => run.Met)} failed calls");
        swept.AssertWhole();
    }
}
