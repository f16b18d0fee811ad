using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.Core.Registry;
using Backstay.TestKit;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>Acknowledged commands from many callers at once, and how fast the ledger is read back and folded; beside SQLite with the same bytes.</summary>
internal sealed class LedgerBench : IBench
{
    private const int Callers = 64;
    private const double FsyncLimitMs = 0.5;
    private const string Peer = "SQLite alone";

    public string Name => "ledger";

    public string Summary => "Durable commands in process, and replay, beside SQLite alone with the same bytes";

    public IReadOnlyList<BenchOption> Options { get; } = [new("commands", "how many of each kind are measured (200000)")];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var commands = context.Number("commands", 200_000);
        using var folder = new TemporaryFolder();
        var fsync = FsyncProbe.MedianMilliseconds(folder.FullPath);
        context.Add("fsync", fsync, "ms");
        var isFast = fsync <= FsyncLimitMs;
        if (!isFast)
        {
            context.Notes.Add(FormattableString.Invariant($"One fsync takes more than {FsyncLimitMs} ms here: the targets of commands do not apply."));
        }

        await MeasureAsync(context, folder, new("derived", Registrations.Derived), commands, isFast);
        await MeasureAsync(context, folder, new("trained", Registrations.Of), commands, isFast);
    }

    private static async Task MeasureAsync(BenchContext context, TemporaryFolder folder, Workload workload, int commands, bool isFast)
    {
        var path = folder.File(workload.Name + ".db");
        var (entries, rate) = await CommitAsync(context, path, workload, commands, isFast);
        var alone = await new BareSqlite(path).CommitAsync(folder.File(workload.Name + "-alone.db"), Callers, commands);
        context.AddBeside(workload.Name + "/commands", rate, "1/s", Runs.Of([rate]), isFast ? Target.AtLeast(50_000) : null, Peer, alone);
        context.Add(workload.Name + "/sqlite-alone", alone, "1/s");
        await ReplayBench.MeasureAsync(context, path, entries, "replay-" + workload.Name, target: null);
        context.Notes.Add(FormattableString.Invariant($"{workload.Name}: {entries} entries, {new FileInfo(path).Length / (double)entries:0} bytes each in the file."));
        File.Delete(path);
    }

    private static async Task<(long Entries, double Rate)> CommitAsync(BenchContext context, string path, Workload workload, int commands, bool isFast)
    {
        await using var scene = await LedgerScene.OpenAsync(path);
        foreach (var parent in Registrations.OfParents())
        {
            await scene.RegisterAsync(parent);
        }

        // By then what runs often is compiled for good.
        var warmUp = commands / 2;
        var registrations = Enumerable.Range(0, warmUp + commands).Select(workload.Command).ToArray();
        var latencies = new double[warmUp + commands];
        var next = -1;
        await CallAsync(warmUp);
        var (began, processor, paused) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        await CallAsync(warmUp + commands);
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var measured = latencies[warmUp..];
        context.Add(workload.Name + "/command-processor", (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / commands, "us");
        context.Add(workload.Name + "/collector-pauses", (GC.GetTotalPauseDuration() - paused).TotalSeconds / elapsed * 100, "% of the time");
        context.Add(workload.Name + "/command-p50", Runs.Quantile(measured, 0.5), "ms");
        context.Add(workload.Name + "/command-p99", Runs.Quantile(measured, 0.99), "ms", isFast ? Target.NoMoreThan(5) : null);
        context.Add(workload.Name + "/command-p99.9", Runs.Quantile(measured, 0.999), "ms");
        context.Add(workload.Name + "/command-max", measured.Max(), "ms");
        context.Add(workload.Name + "/checkpoint-longest-wait", scene.CheckpointWaits.Longest.TotalMilliseconds, "ms");
        context.Notes.Add(FormattableString.Invariant($"{workload.Name}: callers waited for a checkpoint {scene.CheckpointWaits.Waits} times, warm-up included."));
        return (scene.Sequencer.Current.Position, commands / elapsed);

        Task CallAsync(int upTo) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < upTo; i = Interlocked.Increment(ref next))
            {
                var asked = Stopwatch.GetTimestamp();
                await scene.RegisterAsync(registrations[i]);
                latencies[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }

            Interlocked.Decrement(ref next);
        })));
    }

    /// <param name="Name">Of its figures.</param>
    /// <param name="Command">The n-th registration of it.</param>
    private sealed record Workload(string Name, Func<int, RegisterVersion> Command);
}
