using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.Fuzz.Parsers;
using Backstay.Fuzz.Requests;
using Backstay.Fuzz.Scenes;

namespace Backstay.Bench.Benches.Fuzz;

/// <summary>
/// Hostile input without the budget of a test: requests to every group of routes of a whole node, and mutations of what every
/// parser reads. Each failure is printed with seed and number, as small as it still fails.
/// </summary>
internal sealed class FuzzBench : IBench
{
    private const double MostGrowthMiB = 64;

    public string Name => "fuzz";

    public string Summary => "Hostile requests to every group of routes, mutated input to every parser";

    public IReadOnlyList<BenchOption> Options { get; } =
    [
        new("requests", "per group of routes (10000)"), new("seconds", "per parser (20)"), new("seed", "the first (1)"),
        new("only", "requests, parsers, or the name of one parser"),
    ];

    public void Run(BenchContext context)
    {
        var seed = context.Number("seed", 1);
        var span = TimeSpan.FromSeconds(context.Number("seconds", 20));
        var only = context.Text("only");
        if (only == ModelFiles.Parser)
        {
            ModelFiles.RunHere(context, seed, span);
            return;
        }

        RunAsync(context, seed, span, only).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(BenchContext context, int seed, TimeSpan span, string? only)
    {
        await using var node = await AttackedNode.StartAsync(CancellationToken.None);
        if (only is null or "requests")
        {
            await SendAsync(context, node, seed, context.Number("requests", 10_000));
        }

        if (only == "requests")
        {
            return;
        }

        var (failed, tried) = (0, 0L);
        foreach (var parser in AllParsers.Alone().Concat(await AllParsers.OfAsync(node, CancellationToken.None)).Where(parser => only is null or "parsers" || parser.Name == only))
        {
            var report = ParserRun.Run(parser, seed, span);
            failed += report.Failures.Length;
            tried += report.Tried;
            context.Notes.AddRange(report.Failures.Select(failure => failure.ToString()));
            context.Notes.Add($"{parser.Name}: {report.Tried} inputs, {report.Accepted} accepted");
            Console.Error.WriteLine($"{parser.Name}: {report.Tried} inputs, {report.Failures.Length} read wrongly");
            (parser as IDisposable)?.Dispose();
        }

        context.Add("parser-inputs", tried, "inputs");
        context.Add("read-wrongly", failed, "inputs", Target.NoMoreThan(0));
        if (only is null or "parsers")
        {
            ModelFiles.RunBeside(context, seed, span);
        }
    }

    private static async Task SendAsync(BenchContext context, AttackedNode node, int seed, int requests)
    {
        var failed = 0;
        var sent = 0L;
        var accepted = 0L;
        var changed = 0;
        var slowest = TimeSpan.Zero;
        var watch = Stopwatch.StartNew();
        foreach (var group in RequestGroups.All)
        {
            // What pools and caches keep is in them after the first.
            await node.Run().RunAsync(group, seed, from: requests, 200, CancellationToken.None);
        }

        var held = Held();
        foreach (var group in RequestGroups.All)
        {
            var position = node.Position;
            var digest = await node.DigestAtAsync(position, CancellationToken.None);
            var report = await node.Run().RunAsync(group, seed, from: 0, requests, CancellationToken.None);
            sent += report.Sent;
            accepted += report.Accepted;
            slowest = report.Slowest > slowest ? report.Slowest : slowest;
            failed += report.Failures.Length;
            changed += await node.DigestAtAsync(position, CancellationToken.None) == digest && (report.Accepted > 0 || node.Position == position) ? 0 : 1;
            context.Notes.AddRange(report.Failures.Select(failure => failure.ToString()));
            context.Notes.Add($"{group.Name}: {report.Sent} sent, {report.Accepted} writes sound after all; by status {Counts(report.Statuses)}; refusals {Counts(report.Codes)}");
            Console.Error.WriteLine($"{group.Name}: {report.Sent} requests, {report.Failures.Length} answered wrongly");
        }

        var alone = watch.Elapsed;
        var beside = await SendAtOnceAsync(node, seed, requests);
        context.Add("groups", RequestGroups.All.Length, "groups of routes");
        context.Add("requests", sent, "requests");
        context.Add("request-rate", sent / alone.TotalSeconds, "1/s");
        context.Add("answered-wrongly", failed, "requests", Target.NoMoreThan(0));
        context.Add("changed-silently", changed, "groups", Target.NoMoreThan(0));
        context.Add("slowest-answer", slowest.TotalMilliseconds, "ms");
        context.Add("at-once", beside.Sum(report => report.Sent), $"requests over {beside.Length} connections");
        context.Add("at-once-answered-wrongly", beside.Sum(report => report.Failures.Length), "requests", Target.NoMoreThan(0));
        context.Add("at-once-slowest-answer", beside.Max(report => report.Slowest.TotalMilliseconds), "ms");
        context.Notes.AddRange(beside.SelectMany(report => report.Failures).Select(failure => failure.ToString()));
        context.Add("growth", (Held() - held) / 1024.0 / 1024.0, $"MiB of heap, {accepted} writes accepted", Target.NoMoreThan(MostGrowthMiB));
    }

    /// <summary>A tenth as many, to all groups at once, and each over two connections at about the same time.</summary>
    private static Task<RequestReport[]> SendAtOnceAsync(AttackedNode node, int seed, int requests) =>
        Task.WhenAll(RequestGroups.All.SelectMany(group => new[] { group, group }).Select(group =>
            Task.Run(() => node.RunBeside().RunAsync(group, seed, from: requests + 200, Math.Max(1, requests / 10), CancellationToken.None))));

    private static string Counts<T>(IReadOnlyDictionary<T, int> counts) => string.Join(", ", counts.Select(pair => $"{pair.Key}: {pair.Value}"));

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
