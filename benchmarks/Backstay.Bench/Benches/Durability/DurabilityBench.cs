using System.Collections.Concurrent;
using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.TestKit;
using Backstay.TestKit.Durability;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;
using Xunit.Sdk;

namespace Backstay.Bench.Benches.Durability;

/// <summary>
/// The real binary under <c>kill -9</c>, several servers side by side, each on a folder of its own: whether anything that
/// was acknowledged is lost. A folder lives for some tens of cycles, so that the later ones cost no more than the first.
/// </summary>
internal sealed class DurabilityBench : IBench
{
    private const int CyclesOfFolder = 50;
    private const int Writers = 3;

    /// <summary>Two seeds of neighbouring folders share no writer's.</summary>
    private const int SeedsOfFolder = 100;

    private static readonly KillPhase[] Phases =
    [
        KillPhase.Start, KillPhase.Load, KillPhase.Rollout, KillPhase.Start, KillPhase.Upload,
        KillPhase.Start, KillPhase.Load, KillPhase.Rollout, KillPhase.Upload, KillPhase.Checkpoint,
    ];

    public string Name => "durability";

    public string Summary => "Servers killed with SIGKILL in the middle of things: is anything lost that was acknowledged";

    public IReadOnlyList<BenchOption> Options { get; } =
        [new("cycles", "kills in all (1000)"), new("seed", "the first folder's (1)"), new("lanes", "servers side by side (3)")];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var (cycles, seed, lanes) = (context.Number("cycles", 1_000), context.Number("seed", 1), context.Number("lanes", 3));
        var count = Math.Max(Math.Min(lanes, cycles), (cycles + CyclesOfFolder - 1) / CyclesOfFolder);
        var folders = new ConcurrentQueue<(int Seed, int Cycles)>(Enumerable.Range(0, count)
            .Select(folder => (seed + (folder * SeedsOfFolder), (cycles / count) + (folder < cycles % count ? 1 : 0))));
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json(TwoReleases.Healthy));
        var watch = Stopwatch.StartNew();
        var outcomes = new ConcurrentBag<FolderOutcome>();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
        {
            while (folders.TryDequeue(out var next))
            {
                var outcome = await RunFolderAsync(backend.Url, next.Seed, next.Cycles);
                outcomes.Add(outcome);
                await Console.Error.WriteLineAsync($"{outcomes.Sum(o => o.Kills.All)} of {cycles} kills after {watch.Elapsed.TotalSeconds:0} s");
            }
        }));
        Report(context, outcomes, watch.Elapsed);
        context.Notes.Add($"{lanes} servers side by side, {CyclesOfFolder} cycles a folder at most, {Writers} writers each; seeds {seed}, {seed + SeedsOfFolder}, ...");
    }

    private static async Task<FolderOutcome> RunFolderAsync(Uri backend, int seed, int cycles)
    {
        var folder = new TemporaryFolder();
        KilledServer? server = null;
        try
        {
            server = await KilledServer.CreateAsync(folder.File("data"), backend, Writers, seed, CancellationToken.None);
            await server.RunAsync(Enumerable.Range(0, cycles).Select(cycle => Phases[cycle % Phases.Length]));
            var entries = await server.AssertAllAsync();
            folder.Dispose();
            return new FolderOutcome(server.Kills, server.Acknowledged.Sum(item => (long)item.Count), entries, Broken: null);
        }
        catch (Exception broken) when (broken is XunitException or InvalidOperationException or HttpRequestException or IOException)
        {
            // Left as it is, to be looked at.
            return new FolderOutcome(server?.Kills ?? new KillCounts(), 0, 0, $"seed {seed}, left in {folder.FullPath}: {broken}");
        }
    }

    private static void Report(BenchContext context, IReadOnlyCollection<FolderOutcome> outcomes, TimeSpan took)
    {
        var kills = outcomes.Sum(outcome => outcome.Kills.All);
        context.Add("kills", kills, "kills");
        foreach (var phase in Enum.GetValues<KillPhase>())
        {
            context.Add("kills/" + phase.ToString().ToLowerInvariant(), outcomes.Sum(outcome => outcome.Kills.Of(phase)), "kills");
        }

        context.Add("hit/start-before-ready", outcomes.Sum(outcome => outcome.Kills.BeforeReady), "kills");
        context.Add("hit/half-upload-left", outcomes.Sum(outcome => outcome.Kills.HalfUploads), "kills");
        context.Add("hit/half-checkpoint-left", outcomes.Sum(outcome => outcome.Kills.HalfCheckpoints), "kills");
        context.Add("hit/rollout-goes-on", outcomes.Sum(outcome => outcome.Kills.HalfRollouts), "restarts");
        context.Add("acknowledged", outcomes.Sum(outcome => outcome.Acknowledged), "writes");
        context.Add("verified", outcomes.Sum(outcome => outcome.Entries), "entries");
        context.Add("folders-with-a-loss", outcomes.Count(outcome => outcome.Broken is not null), "folders", Target.NoMoreThan(0));
        context.Add("cycle", took.TotalSeconds / Math.Max(1, kills), "s");
        context.Notes.AddRange(outcomes.Select(outcome => outcome.Broken).OfType<string>());
    }

    private sealed record FolderOutcome(KillCounts Kills, long Acknowledged, long Entries, string? Broken);
}
