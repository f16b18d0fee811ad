using System.Diagnostics;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Harness;
using Backstay.Core.World;
using Backstay.TestKit;

namespace Backstay.Bench.Benches.State;

/// <summary>A million versions in one ledger: how long a start takes, how much memory they take, and what a reader, a writer and an auditor wait for.</summary>
internal sealed class StateBench : IBench
{
    private const int Readings = 200_000;
    private const int Proofs = 1_000;
    private const double Mebibyte = 1 << 20;

    public string Name => "state";

    public string Summary => "State of very many versions";

    public IReadOnlyList<BenchOption> Options { get; } =
    [
        new("versions", "how many the ledger holds (1000000)"),
        new("seconds", "how long reads and writes go on (15)"),
        new("starts", "how often the server is started (3)"),
    ];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        var versions = context.Number("versions", 1_000_000);
        if (versions < Flatness.Few)
        {
            throw new BenchUsageException($"--versions is at least {Flatness.Few}");
        }

        using var folder = new TemporaryFolder();
        var data = folder.File("data");
        var path = Path.Combine(data, "ledger", "default.db");
        await ServerStart.NameAsync(data);
        var watch = Stopwatch.StartNew();
        var (payload, entry) = await FilledLedger.WriteAsync(path, versions, Registrations.Derived);
        context.Notes.Add(FormattableString.Invariant($"{versions} versions of {payload:0} bytes of payload, {entry:0} an entry, {new FileInfo(path).Length / Mebibyte:0} MiB in the file with their sealed texts; written in {watch.Elapsed.TotalSeconds:0} s."));

        await ServerStart.MeasureAsync(context, data, context.Number("starts", 3));
        await ReplayBench.MeasureAsync(context, path, versions, "replay", Target.AtLeast(250_000));
        await Task.Yield(); // off the stack of what went before, which would keep its last state alive
        var before = LiveBytes();
        var scene = await LedgerScene.OpenAsync(path);
        await using (scene)
        {
            context.Add("state-memory", (LiveBytes() - before) / Mebibyte, "MiB", Target.NoMoreThan(700));
            Read(context, scene.Sequencer.Current, versions);
            Prove(context, scene);
            await EarlierReads.MeasureAsync(context, scene);
            await Serving.MeasureAsync(context, scene, versions, TimeSpan.FromSeconds(context.Number("seconds", 15)));
        }

        await Flatness.MeasureAsync(context, scene, folder);
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Read(BenchContext context, WorldState root, int versions)
    {
        var random = new Random(1);
        var ids = Enumerable.Range(0, Readings).Select(_ => Registrations.NameOfDerived(random.Next(versions - Registrations.Parents))).ToArray();
        var runs = new List<double>();
        for (var run = 0; run < 5; run++)
        {
            var began = Stopwatch.GetTimestamp();
            var found = 0;
            foreach (var id in ids)
            {
                found += root.Registry.TryFind(id, out _) ? 1 : 0;
            }

            runs.Add(Stopwatch.GetElapsedTime(began).TotalNanoseconds / Readings);
            if (found != Readings)
            {
                throw new BenchFailedException($"{Readings - found} versions are not there");
            }
        }

        context.Add("read-by-name", Runs.Of(runs).Median, "ns", Runs.Of(runs));
    }

    /// <summary>What an auditor gets: the leaf, the root and the hashes between them.</summary>
    private static void Prove(BenchContext context, LedgerScene scene)
    {
        var random = new Random(2);
        var taken = new double[Proofs];
        for (var i = 0; i < Proofs; i++)
        {
            var size = scene.Tree.Size;
            var leaf = random.NextInt64(size);
            var began = Stopwatch.GetTimestamp();
            _ = (scene.Tree.LeafAt(leaf), scene.Tree.RootAt(size), scene.Tree.ProveInclusion(leaf, size));
            taken[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        context.Add("proof", Runs.Quantile(taken, 0.5), "ms", Runs.Of(taken), Target.NoMoreThan(1));
    }
}
