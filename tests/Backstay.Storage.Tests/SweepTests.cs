using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests;

/// <summary>What the sweeps of tests and bench rest on: which calls fail, when a sweep has ended, and that a loss is never quiet.</summary>
public sealed class SweepTests
{
    private static readonly FaultRun Met = new(1, 4, new Dictionary<string, int>(), 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thinned_sweep_leaves_calls_out_and_a_full_one_none()
    {
        var (thinned, every) = (await CallsAsync(SweepPlan.Thinned, calls: 9), await CallsAsync(SweepPlan.Every, calls: 9));

        Assert.Equal([1, 2, 3, 4, 6, 9, 13], thinned);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], every);
    }

    [Fact]
    public async Task It_ends_after_so_many_runs_in_a_row_without_their_fault()
    {
        var swept = await SweepAsync(SweepPlan.Every with { Calm = 3 }, call => call is 3 or 4 or > 5 ? Met with { Met = 0 } : Met);

        Assert.Equal(8, swept.Last);
        Assert.True(swept.IsComplete);
        swept.AssertWhole();
    }

    [Fact]
    public async Task A_broken_run_is_told_and_those_after_it_run_where_each_starts_afresh()
    {
        var swept = await SweepAsync(SweepPlan.Every, call => call == 1 ? throw new InvalidDataException("Entry 7 is gone.") : Met with { Met = 0 });

        Assert.Equal((2, 1, true), (swept.Last, swept.Runs.Count, swept.IsComplete));
        Assert.Contains("any write EIO, call 1: System.IO.InvalidDataException: Entry 7 is gone.", Assert.Single(swept.Broken), StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(swept.AssertWhole);
    }

    [Fact]
    public async Task In_a_folder_that_goes_on_the_first_broken_run_is_the_last()
    {
        var swept = await SweepAsync(SweepPlan.Every, call => call == 2 ? throw new TimeoutException() : Met, startsAfresh: false);

        Assert.Equal((2, 1, false), (swept.Last, swept.Broken.Count, swept.IsComplete));
    }

    [Fact]
    public async Task A_sweep_that_meets_nothing_or_is_cut_short_is_none()
    {
        var empty = await SweepAsync(SweepPlan.Every, _ => Met with { Met = 0 });
        var cut = await SweepAsync(SweepPlan.Every with { MayRun = (_, call) => call < 3 }, _ => Met);

        Assert.Contains("nothing was swept", Assert.Single(empty.Broken), StringComparison.Ordinal);
        Assert.Equal((2, 0, false), (cut.Last, cut.Broken.Count, cut.IsComplete));
        Assert.ThrowsAny<Exception>(cut.AssertWhole);
    }

    [Fact]
    public async Task Every_run_broken_is_not_gone_through_for_ever() =>
        Assert.Equal(20, (await SweepAsync(SweepPlan.Every, _ => throw new InvalidDataException())).Broken.Count);

    private static Task<SweepOutcome> SweepAsync(SweepPlan plan, Func<int, FaultRun> run, bool startsAfresh = true) =>
        Sweep.RunAsync("any", "write EIO", plan, call => Task.Run(() => run(call), Ct), startsAfresh, Ct);

    private static async Task<int[]> CallsAsync(SweepPlan plan, int calls)
    {
        var failed = new List<int>();
        await SweepAsync(plan, call =>
        {
            failed.Add(call);
            return Met with { Met = call <= calls ? 1 : 0 };
        });
        return [.. failed];
    }
}
