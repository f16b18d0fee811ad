using Backstay.TestKit.Faults;
using Backstay.TestKit.Faults.Stores;

namespace Backstay.Storage.Tests;

/// <summary>
/// Every store but the ledger's entries while one system call after the other fails: every sync, write, rename and removal;
/// of reads and openings, which a store makes by the hundred when it opens, a few. <c>./bench faults --step all</c> leaves none out.
/// </summary>
public sealed class StoreSweepTests(ITestOutputHelper output)
{
    public static TheoryData<string> Faults { get; } =
        [.. StoreFault.All.Where(fault => fault is { IsLeftToBench: false, Store: not SweptLedger }).Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whichever_call_fails_all_that_was_acknowledged_is_there_and_the_next_is_taken(string name)
    {
        var fault = StoreFault.All.Single(fault => fault.Name == name);

        var swept = await StoreSweep.RunAsync(fault, fault.IsOfMany ? SweepPlan.Thinned : SweepPlan.Every, TestContext.Current.CancellationToken);

        output.WriteLine($"{name}: {swept.Runs.Count} runs up to call {swept.Last}, {swept.Runs.Sum(run => run.Met)} failed calls");
        swept.AssertWhole();
    }
}
