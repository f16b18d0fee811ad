using System.Diagnostics;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>How fast a ledger's file is read back and folded, every hash checked.</summary>
internal static class ReplayBench
{
    private const int Replays = 5;

    public static async Task MeasureAsync(BenchContext context, string path, long entries, string name, Target? target)
    {
        var (rates, processor) = (new List<double>(), new List<double>());
        for (var run = 0; run < Replays; run++)
        {
            GC.Collect();
            var used = Environment.CpuUsage.TotalTime;
            var began = Stopwatch.GetTimestamp();
            await using var scene = await LedgerScene.OpenAsync(path);
            rates.Add(entries / Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMicroseconds / entries);
        }

        context.Add(name, Runs.Of(rates).Median, "entries/s", Runs.Of(rates), target);
        context.Add(name + "-processor", Runs.Of(processor).Median, "us/entry", Runs.Of(processor));
    }
}
