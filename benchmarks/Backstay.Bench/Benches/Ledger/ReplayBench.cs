using System.Diagnostics;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>How fast a ledger's file is read back and folded, every hash checked.</summary>
internal static class ReplayBench
{
    private const int Replays = 5;
    private const string Peer = "reading and hashing alone";

    public static async Task MeasureAsync(BenchContext context, string path, long entries, string name, Target? target)
    {
        var (rates, processor, alone) = (new List<double>(), new List<double>(), new List<double>());
        var peer = new BareSqlite(path);
        for (var run = 0; run < Replays; run++)
        {
            GC.Collect();
            var used = Environment.CpuUsage.TotalTime;
            var began = Stopwatch.GetTimestamp();
            await using var scene = await LedgerScene.OpenAsync(path);
            rates.Add(entries / Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMicroseconds / entries);
            alone.Add(peer.ReadAndHash());
        }

        context.AddBeside(name, Runs.Of(rates).Median, "entries/s", Runs.Of(rates), target, Peer, Runs.Of(alone).Median);
        context.Add(name + "-read-and-hashed-alone", Runs.Of(alone).Median, "entries/s", Runs.Of(alone));
        context.Add(name + "-processor", Runs.Of(processor).Median, "us/entry", Runs.Of(processor));
    }
}
