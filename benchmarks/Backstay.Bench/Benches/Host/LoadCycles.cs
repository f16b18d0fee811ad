using System.Diagnostics;
using Backstay.Bench.Harness;
using Backstay.Core.Primitives;
using Backstay.Hosting;
using Backstay.Storage.Objects.Folder;

namespace Backstay.Bench.Benches.Host;

/// <summary>
/// Twenty versions through all states, again and again: each is loaded from its mapped file and becomes warm, every other one is
/// loaded from there again, and all are unloaded, half of them hot and half of them warm. Whatever is kept of a load shows.
/// </summary>
internal static class LoadCycles
{
    private const double Mebibyte = 1 << 20;
    private const double TotalLimitMiB = 32;

    /// <summary>Half of what a leak of 1 kB a load gives; a model that is kept would give more than sixty times that.</summary>
    private const double LimitOfLoad = 512;
    private const int Versions = 20;
    private const int LoadsOfCycle = Versions + (Versions / 2);
    private const int Looks = 100;

    public static async Task RunAsync(BenchContext context, ModelHost host, FolderObjectStore objects, int cycles)
    {
        var files = new List<Digest>();
        for (var version = 0; version < Versions; version++)
        {
            using var stream = new MemoryStream(BenchModels.Medium(version));
            files.Add((await objects.PutAsync(stream, expected: null, int.MaxValue, CancellationToken.None)).Value.Digest);
        }

        var (memory, began, betweenLooks) = (new MemoryGrowth(), Stopwatch.GetTimestamp(), Math.Max(1, cycles / Looks));
        var looking = TimeSpan.Zero;
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            await OnceAsync(host, objects, files);
            if (cycle % betweenLooks == 0)
            {
                var look = Stopwatch.GetTimestamp();
                memory.Look(cycle * LoadsOfCycle);
                looking += Stopwatch.GetElapsedTime(look);
            }
        }

        var loads = (double)cycles * LoadsOfCycle;
        context.Add("cycles/growth", memory.Total / Mebibyte, "MiB", Target.NoMoreThan(TotalLimitMiB));
        context.Add("cycles/growth-of-a-load", memory.OfLoad, "B", Target.NoMoreThan(LimitOfLoad));
        context.Add("cycles/load-and-unload", (Stopwatch.GetElapsedTime(began) - looking).TotalMilliseconds / loads, "ms");
        context.Notes.Add(FormattableString.Invariant(
            $"{Versions} versions of {BenchModels.Medium(0).Length >> 10} KiB went from cold to hot to warm, half of them to hot again, and all to cold, {cycles} times: {loads:0} loads."));
        context.Notes.Add("Growth is of resident memory; that of a load is the slope over the second half, and says something from some 10,000 loads on.");
    }

    private static async Task OnceAsync(ModelHost host, FolderObjectStore objects, List<Digest> files)
    {
        for (var version = 0; version < Versions; version++)
        {
            var file = await objects.MapAsync(files[version], int.MaxValue, CancellationToken.None);
            Check(await host.LoadAsync(Key(version), file.Value, ModelWarmUp.Zeros, CancellationToken.None), ModelState.Hot);
        }

        for (var version = 0; version < Versions; version++)
        {
            Check(await host.CoolAsync(Key(version), CancellationToken.None), ModelState.Warm);
        }

        for (var version = 0; version < Versions; version += 2)
        {
            Check(await host.LoadAsync(Key(version), ModelWarmUp.Zeros, CancellationToken.None), ModelState.Hot);
        }

        for (var version = 0; version < Versions; version++)
        {
            Check(await host.UnloadAsync(Key(version), CancellationToken.None), ModelState.Cold);
        }
    }

    private static void Check(Result<ModelStatus> status, ModelState state)
    {
        if (status.Value.State != state)
        {
            throw new BenchFailedException($"a version is {status.Value.State} that was to be {state}");
        }
    }

    private static ModelKey Key(int version) => ModelKey.Create("cycled", FormattableString.Invariant($"{version}")).Value;
}
