using System.Diagnostics;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.State;

/// <summary>What <c>?at=</c> and an explanation wait for: the state at positions that nobody asked for before, and all of it with its commands.</summary>
internal static class EarlierReads
{
    private const int Reads = 100;
    private const int Wholes = 5;

    public static async Task MeasureAsync(BenchContext context, LedgerScene scene)
    {
        var random = new Random(4);
        var now = scene.Sequencer.Current;
        var (reads, bytes) = (new double[Reads], new double[Reads]);
        for (var i = 0; i < Reads; i++)
        {
            var position = random.NextInt64(now.Position);
            var (before, began) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            var read = await scene.Earlier.ReadAtAsync(now, position, CancellationToken.None);
            reads[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            bytes[i] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(1 << 20);
            if (read.Value.Position != position)
            {
                throw new BenchFailedException($"position {position} reads as {read.Value.Position}");
            }
        }

        var wholes = new double[Wholes];
        for (var i = 0; i < Wholes; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await scene.Earlier.WholeAtAsync(now, random.NextInt64(now.Position), CancellationToken.None);
            wholes[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        context.Add("read-at-an-earlier-position", Runs.Quantile(reads, 0.5), "ms", Runs.Of(reads));
        context.Add("allocated-by-an-earlier-read", Runs.Quantile(bytes, 0.5), "MiB", Runs.Of(bytes));
        context.Add("whole-state-at-an-earlier-position", Runs.Quantile(wholes, 0.5), "ms", Runs.Of(wholes));
    }
}
