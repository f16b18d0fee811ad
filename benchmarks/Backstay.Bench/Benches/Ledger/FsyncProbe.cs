using System.Diagnostics;
using Backstay.Storage;

namespace Backstay.Bench.Benches.Ledger;

/// <summary>What one fsync costs in a folder: the floor under every acknowledged batch.</summary>
internal static class FsyncProbe
{
    private const int Tries = 200;

    /// <summary>Median milliseconds of writing 4 KiB and bringing them to the disk.</summary>
    public static double MedianMilliseconds(string folder)
    {
        var path = Path.Combine(folder, "fsync-probe");
        var taken = new double[Tries];
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite))
        {
            var block = new byte[4_096];
            for (var i = 0; i < Tries; i++)
            {
                var began = Stopwatch.GetTimestamp();
                RandomAccess.Write(file, block, i * (long)block.Length);
                DurableFile.Sync(file, path);
                taken[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }

        File.Delete(path);
        return Harness.Runs.Quantile(taken, 0.5);
    }
}
