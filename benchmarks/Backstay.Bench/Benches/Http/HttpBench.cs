using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;
using Backstay.Bench.Load;

namespace Backstay.Bench.Benches.Http;

/// <summary>The control API of <c>backstay serve</c> as a client over HTTP finds it: durable registrations, and reads.</summary>
internal sealed class HttpBench : IBench
{
    private const int Connections = 32;
    private const double FsyncLimitMs = 0.5;

    /// <summary>A load that ends leaves a few requests behind whose versions may be missing.</summary>
    private const double AnswersOfAll = 0.99;

    public string Name => "http";

    public string Summary => "Registrations and reads of versions over HTTP";

    public IReadOnlyList<BenchOption> Options { get; } = [new("seconds", "of each load (10)"), new("rounds", "by turns (3)")];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var (seconds, rounds) = (context.Number("seconds", 10), context.Number("rounds", 3));
        await using var scene = await HttpScene.StartAsync();
        var fsync = FsyncProbe.MedianMilliseconds(scene.Folder);
        context.Add("fsync", fsync, "ms");
        var versions = (int)(AnswersOfAll * (await WriteAsync(scene, run: 0, seconds)).Requests); // warms up
        await ReadAsync(scene, seconds);
        await ReadAnyAsync(scene, versions, seconds);
        var (written, read, readAny) = (new List<WrkFigures>(), new List<WrkFigures>(), new List<WrkFigures>());
        var (writing, reading, readingAny) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var before = ProcessorTime.Of([scene.ProcessId]);
            written.Add(await WriteAsync(scene, round, seconds));
            var between = ProcessorTime.Of([scene.ProcessId]);
            read.Add(await ReadAsync(scene, seconds));
            writing.Add((between - before).TotalMicroseconds / written[^1].Requests);
            var then = ProcessorTime.Of([scene.ProcessId]);
            reading.Add((then - between).TotalMicroseconds / read[^1].Requests);
            readAny.Add(await ReadAnyAsync(scene, versions, seconds));
            readingAny.Add((ProcessorTime.Of([scene.ProcessId]) - then).TotalMicroseconds / readAny[^1].Requests);
        }

        Report(context, "register", written, writing, fsync <= FsyncLimitMs ? Target.AtLeast(10_000) : null);
        Report(context, "read", read, reading, Target.AtLeast(50_000));
        Report(context, "read-any", readAny, readingAny, Target.AtLeast(50_000));
        context.Notes.Add(FormattableString.Invariant($"read: the same version every time; read-any: at random among {versions} versions; the server keeps the answers of some 30,000."));
        context.Notes.Add(
            $"wrk with {Connections} connections on the same cores; a token is sent and checked. A registration names two parents and two small files that are stored already, and is answered when it is durable.");
    }

    private static void Report(BenchContext context, string what, List<WrkFigures> figures, List<double> processor, Target? target)
    {
        var perSecond = Runs.Of([.. figures.Select(run => run.PerSecond)]);
        var p99 = Runs.Of([.. figures.Select(run => run.P99Ms)]);
        context.Add(what, perSecond.Median, "1/s", perSecond, target);
        context.Add($"{what}-p99", p99.Median, "ms", p99);
        context.Add($"{what}-processor", Runs.Of(processor).Median, "us/request", Runs.Of(processor));
    }

    private static async Task<WrkFigures> WriteAsync(HttpScene scene, int run, int seconds) =>
        (await Wrk.RunAsync(scene.Api, scene.RegistrationScript(run), Connections, seconds)).OrFail("registrations");

    private static async Task<WrkFigures> ReadAnyAsync(HttpScene scene, int versions, int seconds) =>
        (await Wrk.RunAsync(scene.Api, scene.ReadAnyScript(run: 0, versions), Connections, seconds)).OrFail("reads of any version");

    private static async Task<WrkFigures> ReadAsync(HttpScene scene, int seconds) =>
        (await Wrk.RunAsync(scene.VersionUrl, scene.ReadScript, Connections, seconds)).OrFail("reads");
}
