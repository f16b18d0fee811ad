using System.Diagnostics;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;
using Backstay.TestKit;

namespace Backstay.Bench.Benches.State;

/// <summary>
/// What a command costs on the full ledger against one of a thousand entries: both in this process, round by round in turn, so
/// that whatever else the machine does meets both.
/// </summary>
internal static class Flatness
{
    public const int Few = 1_000;
    private const int Callers = 64;
    private const int Rounds = 15;
    private const int Commands = 2_000;

    public static async Task MeasureAsync(BenchContext context, LedgerScene full, TemporaryFolder folder)
    {
        var (few, many) = (new List<double>(), new List<double>());
        var numberOfFull = 2_000_000_000 - (2 * Rounds * Commands);
        for (var round = -1; round < Rounds; round++)
        {
            var path = folder.File($"few-{round}", "ledger.db");
            await FilledLedger.WriteAsync(path, Few, Registrations.Derived);
            await using var small = await LedgerScene.OpenAsync(path);
            var (onFew, onMany) = (await CallAsync(small, Few), await CallAsync(full, numberOfFull += Commands));
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

    /// <returns>Microseconds from one acknowledged command to the next.</returns>
    private static async Task<double> CallAsync(LedgerScene scene, int first)
    {
        var registrations = Enumerable.Range(first, Commands).Select(Registrations.Derived).ToArray();
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < Commands; i = Interlocked.Increment(ref next))
            {
                await scene.RegisterAsync(registrations[i]);
            }
        })));
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Commands;
    }
}
