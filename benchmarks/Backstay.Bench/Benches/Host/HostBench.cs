using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.Core.Primitives.Inference;
using Backstay.Hosting;
using Backstay.Hosting.Onnx;
using Backstay.Storage.Objects.Folder;
using Backstay.TestKit;

namespace Backstay.Bench.Benches.Host;

/// <summary>What the model host adds to ONNX Runtime, what its states cost, and whether it gives back what it takes.</summary>
internal sealed class HostBench : IBench
{
    private const double AddedLimitUs = 5;
    private const int CallsOfBatch = 2_000;

    public string Name => "host";

    public string Summary => "The model host beside bare ONNX Runtime, its states, and its memory over loads and unloads";

    public IReadOnlyList<BenchOption> Options { get; } =
        [new("rounds", "of calls by turns (200)"), new("cycles", "in which twenty versions are loaded, made warm and unloaded (1000)"), new("seconds", "of each load over HTTP (5)")];

    public void Run(BenchContext context) => RunAsync(context).GetAwaiter().GetResult();

    private static async Task RunAsync(BenchContext context)
    {
        using var folder = new TemporaryFolder();
        var objects = FolderObjectStore.Open(folder.FullPath);
        var runtime = OnnxModelRuntime.Create(new OnnxRuntimeOptions());
        if (!runtime.IsOk)
        {
            throw new BenchUsageException($"{runtime.Problem} {runtime.Problem.Hint}");
        }

        await using (var host = new ModelHost(runtime.Value, new ModelHostOptions(), TimeProvider.System))
        {
            await CallsAsync(context, host, context.Number("rounds", 200));
            await LoadCycles.RunAsync(context, host, objects, context.Number("cycles", 1_000));
            await FirstAnswers.RunAsync(context, host, objects, folder.FullPath);
        }

        await HostOverHttp.RunAsync(context, context.Number("seconds", 5));
    }

    private static async Task CallsAsync(BenchContext context, ModelHost host, int rounds)
    {
        var model = BenchModels.Small(2);
        float[] row = [1, 2, 3, 4, 5, 6, 7, 8];
        var bare = new BareModel(model, row, rows: 1);
        var key = ModelKey.Create("bench", "calls").Value;
        await host.LoadAsync(key, model, ModelWarmUp.Zeros, CancellationToken.None);
        var request = new InferenceRequest(null, Tensor.Of("x", [1, BenchModels.Columns], row));
        var (alone, hosted, added) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -rounds / 10; round < rounds; round++)
        {
            var less = Microseconds(bare.Run);
            var more = Microseconds(() => host.Infer(key, request, CancellationToken.None));
            if (round >= 0)
            {
                alone.Add(less);
                hosted.Add(more);
                added.Add(more - less);
            }
        }

        var (own, peer, difference) = (Runs.Of(hosted), Runs.Of(alone), Runs.Of(added));
        context.Add("call/bare", peer.Median, "us", peer);
        context.AddBeside("call/hosted", own.Median, "us", own, target: null, "bare ONNX Runtime", peer.Median);
        context.Add("call/added", difference.Median, "us", difference, Target.NoMoreThan(AddedLimitUs));
        await host.UnloadAsync(key, CancellationToken.None);
    }

    private static double Microseconds(Action call)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < CallsOfBatch; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / CallsOfBatch;
    }
}
