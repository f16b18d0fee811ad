using System.Diagnostics;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;
using Backstay.TestKit;

namespace Backstay.Bench.Benches.State;

/// <summary>
/// What a command costs on the full ledger against one of a thousand entries: both in this process, round by round in turn, so
/// that whatever else the machine does meets both. In each round both files are opened anew, with a new log of writes and a new
/// sequencer, and both take the same commands before those that are timed: they differ in nothing but what they hold.
/// </summary>
internal static class Flatness
{
    /// <summary>Entries of the small one when the clock starts.</summary>
    public const int Few = 1_000;
    private const int Callers = 64;
    private const int Rounds = 15;
    private const int Untimed = 500;
    private const int Timed = 2_000;

    /// <param name="full">A closed one.</param>
    public static async Task MeasureAsync(BenchContext context, LedgerScene full, TemporaryFolder folder)
    {
        var (few, many) = (new List<double>(), new List<double>());
        var next = 2_000_000_000 - ((Rounds + 1) * (Untimed + Timed));
        for (var round = -1; round < Rounds; round++)
        {
            var path = folder.File($"few-{round}", "ledger.db");
            await FilledLedger.WriteAsync(path, Few - Untimed, Registrations.Derived);
            await using var small = await LedgerScene.OpenAsync(path);
            await using var again = full.Reopen();
            full = again;
            await CallAsync(small, Few - Untimed, Untimed);
            await CallAsync(full, next, Untimed);
            var (onFew, onMany) = int.IsEvenInteger(round)
                ? (await CallAsync(small, Few, Timed), await CallAsync(full, next + Untimed, Timed))
                : Swapped(await CallAsync(full, next + Untimed, Timed), await CallAsync(small, Few, Timed));
            next += Untimed + Timed;
            if (round >= 0)
            {
                few.Add(onFew);
                many.Add(onMany);
            }
        }

        var ratio = Runs.Of([.. many.Zip(few, (m, f) => m / f)]);
        context.Add("command-at-1000-entries", Runs.Of(few).Median, "us", Runs.Of(few));
        context.Add("command-at-full", Runs.Of(many).Median, "us", Runs.Of(many));
        context.Add("command-ratio", ratio.Median, "full/1000", ratio, Target.NoMoreThan(1.2));
    }

    private static (double, double) Swapped(double first, double second) => (second, first);

    /// <returns>Microseconds from one acknowledged command to the next.</returns>
    private static async Task<double> CallAsync(LedgerScene scene, int first, int count)
    {
        var registrations = Enumerable.Range(first, count).Select(Registrations.Derived).ToArray();
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await scene.RegisterAsync(registrations[i]);
            }
        })));
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / count;
    }
}
