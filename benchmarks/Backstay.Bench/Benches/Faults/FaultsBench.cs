using System.Collections.Concurrent;
using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.TestKit;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;
using Xunit.Sdk;

namespace Backstay.Bench.Benches.Faults;

/// <summary>
/// The real server while the disk fails under it: for each way of failing the 1st, 2nd, 3rd, 4th, 6th, 9th, ... call of each
/// thread, until a run ends without having met its fault. Whether anything that was acknowledged is lost, anything is
/// acknowledged that must not be, or a caller of the gateway goes without an answer.
/// </summary>
internal sealed class FaultsBench : IBench
{
    /// <summary>Two seeds of neighbouring folders share no writer's.</summary>
    private const int SeedsOfFolder = 100;

    public string Name => "faults";

    public string Summary => "Failing writes, syncs, renames, opens and reads under the server: is anything lost that was acknowledged";

    public IReadOnlyList<BenchOption> Options { get; } =
    [
        new("until", "the last n at which a call is made to fail (1000: until none is met any more)"), new("seed", "the first folder's (1)"), new("lanes", "servers side by side (2)"),
    ];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var (until, seed, lanes) = (context.Number("until", 1_000), context.Number("seed", 1), context.Number("lanes", 2));
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var faults = new ConcurrentQueue<(ServerFault Fault, int Seed)>(ServerFault.All.Select((fault, i) => (fault, seed + (i * SeedsOfFolder))));
        var sweeps = new ConcurrentBag<FaultSweep>();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
        {
            while (faults.TryDequeue(out var next))
            {
                var watch = Stopwatch.StartNew();
                var sweep = await SweepAsync(next.Fault, backend.Url, next.Seed, until);
                sweeps.Add(sweep);
                await Console.Error.WriteLineAsync($"{next.Fault.Name}: {sweep.Runs.Count} runs in {watch.Elapsed.TotalSeconds:0} s");
            }
        }));
        Report(context, sweeps);
        context.Notes.Add($"{lanes} servers side by side, each way of failing on a folder of its own; seeds {seed}, {seed + SeedsOfFolder}, ...");
    }

    private static async Task<FaultSweep> SweepAsync(ServerFault fault, Uri backend, int seed, int until)
    {
        var folder = new TemporaryFolder();
        var runs = new List<FaultRun>();
        try
        {
            var server = await FaultyServer.CreateAsync(folder.File("data"), backend, seed, CancellationToken.None);
            for (var n = 1; n <= until && (runs.Count == 0 || runs[^1].Met > 0); n += Math.Max(1, n / 2))
            {
                runs.Add(await server.RunAsync(fault, n, stop: runs.Count % 2 == 0));
                if (n == 1 && runs[0].Met == 0)
                {
                    throw new InvalidOperationException("Not even the first call met its fault: nothing was swept.");
                }
            }

            var entries = await server.AssertAllAsync();
            folder.Dispose();
            return new FaultSweep(fault, runs, entries, Broken: null);
        }
        catch (Exception broken) when (broken is XunitException or InvalidOperationException or HttpRequestException or IOException)
        {
            // Left as it is, to be looked at.
            return new FaultSweep(fault, runs, 0, $"{fault.Name}, seed {seed}, run {runs.Count + 1}, left in {folder.FullPath}: {broken}");
        }
    }

    private static void Report(BenchContext context, IReadOnlyCollection<FaultSweep> sweeps)
    {
        foreach (var sweep in sweeps.OrderBy(sweep => sweep.Fault.Name, StringComparer.Ordinal))
        {
            var name = sweep.Fault.Name.Replace(' ', '-');
            context.Add($"{name}/runs", sweep.Runs.Count, "runs");
            context.Add($"{name}/met", sweep.Runs.Sum(run => run.Met), "failed calls");
            context.Add($"{name}/acknowledged", sweep.Runs.Sum(run => run.Acknowledged), "writes");
            context.Add($"{name}/refused", sweep.Runs.Sum(run => run.Refusals.Values.Sum()), "writes");
        }

        context.Add("runs", sweeps.Sum(sweep => sweep.Runs.Count), "runs");
        context.Add("met", sweeps.Sum(sweep => sweep.Runs.Sum(run => run.Met)), "failed calls");
        context.Add("acknowledged", sweeps.Sum(sweep => sweep.Runs.Sum(run => run.Acknowledged)), "writes");
        context.Add("gateway-answers", sweeps.Sum(sweep => sweep.Runs.Sum(run => run.Answered)), "calls");
        context.Add("verified", sweeps.Sum(sweep => sweep.Entries), "entries");
        context.Add("sweeps-with-a-loss", sweeps.Count(sweep => sweep.Broken is not null), "sweeps", Target.NoMoreThan(0));
        context.Notes.AddRange(sweeps.SelectMany(sweep => sweep.Runs).SelectMany(run => run.Refusals).GroupBy(refusal => refusal.Key, refusal => refusal.Value)
            .Select(code => $"refused with {code.Key}: {code.Sum()}"));
        context.Notes.AddRange(sweeps.Select(sweep => sweep.Broken).OfType<string>());
    }

    /// <summary>One way of failing at one call after the other.</summary>
    /// <param name="Entries">Of the ledger at the end, each of them hashed again.</param>
    /// <param name="Broken">What was not as it must be; null where all was.</param>
    private sealed record FaultSweep(ServerFault Fault, IReadOnlyList<FaultRun> Runs, long Entries, string? Broken);
}
