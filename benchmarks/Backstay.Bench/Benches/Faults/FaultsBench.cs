using System.Collections.Concurrent;
using Backstay.Bench.Harness;
using Backstay.TestKit.Faults;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;
using Xunit.Sdk;

namespace Backstay.Bench.Benches.Faults;

/// <summary>
/// Each store, and the real server, while the disk fails under it: for each way of failing one call after the other, until runs end
/// without having met their fault. Whether anything that was acknowledged is lost, anything is acknowledged that must not be, or a
/// caller of the gateway goes without an answer.
/// </summary>
internal sealed class FaultsBench : IBench
{
    /// <summary>Two seeds of neighbouring folders share no writer's.</summary>
    private const int SeedsOfFolder = 100;

    /// <summary>What xUnit writes before a reason to skip.</summary>
    private const string SkipMark = "$XunitDynamicSkip$";

    /// <summary>By how many such calls a server makes while it is written to.</summary>
    private static readonly string[] FromShortToLong = ["ftruncate", "rename", "openat", "pread64", "fsync,fdatasync", "pwrite64"];

    /// <summary>Runs in a row without their fault that end a sweep over every call.</summary>
    private const int Calm = 3;

    public string Name => "faults";

    public string Summary => "Failing writes, syncs, renames, opens and reads under stores and server: is anything lost that was acknowledged";

    public IReadOnlyList<BenchOption> Options { get; } =
    [
        new("step", "all: every call fails once; thinned: the 1st, 2nd, 3rd, 4th, 6th, 9th, ... (thinned)"),
        new("only", "sweeps whose names begin so, with commas between: \"server,ledger write\" (all of them)"),
        new("until", "the last call that is made to fail (100000: until none is met any more)"),
        new("minutes", "no run begins later; the table says which sweeps were cut short (1000)"),
        new("seed", "the first server's folder's (1)"), new("lanes", "sweeps side by side (2)"),
    ];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var (seed, lanes, until) = (context.Number("seed", 1), context.Number("lanes", 2), context.Number("until", 100_000));
        var progress = new SweepProgress(TimeSpan.FromMinutes(context.Number("minutes", 1_000)));
        var plan = PlanOf(context.Text("step") ?? "thinned") with { MayRun = (name, call) => call <= until && progress.Begin(name, call) };
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var all = Sweeps(backend.Url, seed, plan);
        var only = context.Text("only") ?? "";
        var chosen = all.Where(sweep => only.Split(',').Any(name => sweep.Name.StartsWith(name, StringComparison.Ordinal))).ToArray();
        if (chosen.Length == 0)
        {
            throw new BenchUsageException($"no sweep's name begins with '{only}'; there are: {string.Join(", ", all.Select(sweep => sweep.Name))}");
        }

        var (waiting, outcomes) = (new ConcurrentQueue<NamedSweep>(chosen), new ConcurrentDictionary<string, SweepOutcome>(StringComparer.Ordinal));
        progress.Expect(chosen.Length);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
            {
                while (waiting.TryDequeue(out var next))
                {
                    progress.End(outcomes[next.Name] = await next.RunAsync());
                }
            }));
        }
        catch (SkipException none)
        {
            throw new BenchFailedException($"calls can't be made to fail on this machine: {none.Message.Replace(SkipMark, string.Empty, StringComparison.Ordinal)}");
        }

        SweepReport.Write(context, [.. chosen.Select(sweep => outcomes[sweep.Name])]);
        context.Notes.Add(plan.IsThinned
            ? "Thinned: the 1st, 2nd, 3rd, 4th, 6th, 9th, ... call of each thread, to the first run without its fault."
            : $"Every call of each thread, to {Calm} runs in a row without their fault.");
        context.Notes.Add($"{lanes} sweeps side by side; servers with seeds {seed}, {seed + SeedsOfFolder}, ...");
    }

    private static SweepPlan PlanOf(string step) => step switch
    {
        "all" => SweepPlan.Every with { Calm = Calm },
        "thinned" => SweepPlan.Thinned,
        _ => throw new BenchUsageException($"--step takes 'all' or 'thinned', not '{step}'"),
    };

    /// <summary>The stores', then the server's, the longest last: a run that is cut short has as many whole as there is time for.</summary>
    private static NamedSweep[] Sweeps(Uri backend, int seed, SweepPlan plan) =>
    [
        .. StoreFault.All.Select(fault => new NamedSweep(fault.Name, () => StoreSweep.RunAsync(fault, plan, CancellationToken.None))),
        .. ServerFault.All
            .Select((fault, i) => (Fault: fault, Seed: seed + (i * SeedsOfFolder)))
            .OrderByDescending(next => next.Fault.AtStart).ThenBy(next => Array.IndexOf(FromShortToLong, next.Fault.Calls))
            .Select(next => new NamedSweep($"server {next.Fault.Name}", () => ServerSweep.RunAsync(next.Fault, backend, next.Seed, plan, CancellationToken.None))),
    ];

    private sealed record NamedSweep(string Name, Func<Task<SweepOutcome>> RunAsync);
}
