using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Hosting;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Bench.Benches.Host;

/// <summary>How long a version of 32 MiB takes from each state to its first answer.</summary>
internal static class FirstAnswers
{
    private const int Rounds = 10;

    public static async Task RunAsync(BenchContext context, ModelHost host, FolderObjectStore objects, string folder)
    {
        using var stream = new MemoryStream(BenchModels.Large());
        var file = (await objects.PutAsync(stream, expected: null, int.MaxValue, CancellationToken.None)).Value.Digest;
        var key = ModelKey.Create("large", "1").Value;
        var request = new InferenceRequest(null, Tensor.Of("x", [1, BenchModels.LargeColumns], new float[BenchModels.LargeColumns]));
        var (disk, cache, warm, hot) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await ForgetAsync(folder, file);
            disk.Add(await MillisecondsAsync(FromColdAsync));
            await host.UnloadAsync(key, CancellationToken.None);
            cache.Add(await MillisecondsAsync(FromColdAsync));
            await host.CoolAsync(key, CancellationToken.None);
            warm.Add(await MillisecondsAsync(() => host.LoadAsync(key, ModelWarmUp.None, CancellationToken.None)));
            hot.Add(Answer());
            await host.UnloadAsync(key, CancellationToken.None);
        }

        Add("cold-disk", disk);
        Add("cold", cache);
        Add("warm", warm);
        Add("hot", hot);
        context.Notes.Add("First answer of a model of 32 MiB: cold with its file on the disk only, cold with its file in the system's cache, warm, hot.");

        async Task<Result<ModelStatus>> FromColdAsync()
        {
            var mapped = await objects.MapAsync(file, int.MaxValue, CancellationToken.None);
            return await host.LoadAsync(key, mapped.Value, ModelWarmUp.None, CancellationToken.None);
        }

        async Task<double> MillisecondsAsync(Func<Task<Result<ModelStatus>>> ready)
        {
            var began = Stopwatch.GetTimestamp();
            _ = (await ready()).Value;
            _ = Answer();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        double Answer()
        {
            var began = Stopwatch.GetTimestamp();
            _ = host.Infer(key, request, CancellationToken.None).Value;
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        void Add(string state, List<double> times) => context.Add($"first-answer/{state}", Runs.Of(times).Median, "ms", Runs.Of(times));
    }

    /// <summary>Takes a file out of the system's cache; dd can, and .NET can't.</summary>
    private static async Task ForgetAsync(string folder, Digest file)
    {
        var hex = file.ToHex();
        var path = Path.Combine(folder, "objects", "sha256", hex[..2], hex[2..]);
        using var dd = Process.Start(new ProcessStartInfo("dd", [$"if={path}", "iflag=nocache", "count=0"]) { RedirectStandardError = true })
            ?? throw new BenchFailedException("dd does not start");
        await dd.WaitForExitAsync();
    }
}
