using System.Diagnostics;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Benches.Rollback;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.State;

/// <summary>Reads and durable writes on the full state, with a whole collection every second: how long the collector stops everybody.</summary>
internal static class Serving
{
    private const int Writers = 16;
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromSeconds(1);

    public static async Task MeasureAsync(BenchContext context, LedgerScene scene, int versions, TimeSpan length)
    {
        using var pauses = new CollectorPauses();
        using var spinning = new SpinningThread();
        using var stop = new CancellationTokenSource();
        var (reads, writes) = (0L, 0L);
        var next = versions;
        pauses.TakeAll();
        spinning.TakeLongest();
        var reader = Task.Run(() =>
        {
            var random = new Random(3);
            while (!stop.IsCancellationRequested)
            {
                var id = Registrations.NameOfDerived(random.Next(versions - Registrations.Parents));
                var version = scene.Sequencer.Current.Registry[id];
                reads += version.Fact.Version == id ? 1 : throw new BenchFailedException($"{id} reads as {version.Fact.Version}");
            }
        });
        var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await scene.RegisterAsync(Registrations.Derived(Interlocked.Increment(ref next)));
                Interlocked.Increment(ref writes);
            }
        })).ToArray();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < length)
        {
            await Task.Delay(BetweenCollections);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }

        await stop.CancelAsync();
        await Task.WhenAll([reader, .. writers]);
        var all = pauses.TakeAll();
        var seconds = watch.Elapsed.TotalSeconds;
        context.Add("longest-pause", all.Max(), "ms", Runs.Of(all), Target.NoMoreThan(15));
        context.Add("longest-gap-of-a-spinning-thread", spinning.TakeLongest().TotalMilliseconds, "ms");
        context.Notes.Add(FormattableString.Invariant($"Pauses while {reads / seconds:0} reads and {writes / seconds:0} durable writes a second went on, {all.Count / seconds:0} pauses a second."));
    }
}
