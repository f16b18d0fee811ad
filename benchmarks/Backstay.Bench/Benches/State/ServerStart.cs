using System.Diagnostics;
using System.Globalization;
using Backstay.Bench.Harness;
using Backstay.TestKit.Processes;

namespace Backstay.Bench.Benches.State;

/// <summary>The real server as a process of its own, from its start to the moment when it listens, with every entry read and every hash checked.</summary>
internal static class ServerStart
{
    private const double Kibibytes = 1024;
    private const double LimitSeconds = 6;

    public static async Task MeasureAsync(BenchContext context, string data, int starts)
    {
        var (seconds, processor, resident, peak) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < starts; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var server = ServerProcess.Start(data);
            await server.ReadyAsync(CancellationToken.None);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add(ProcessorSecondsOf(server.Id));
            resident.Add(MemoryOf(server.Id, "VmRSS:"));
            peak.Add(MemoryOf(server.Id, "VmHWM:"));
        }

        context.Add("server-ready", Runs.Of(seconds).Median, "s", Runs.Of(seconds), Target.NoMoreThan(LimitSeconds));
        context.Add("server-start-processor", Runs.Of(processor).Median, "s", Runs.Of(processor));
        context.Add("server-resident", Runs.Of(resident).Median, "MiB", Runs.Of(resident));
        context.Add("server-resident-peak", Runs.Of(peak).Median, "MiB", Runs.Of(peak));
    }

    /// <summary>
    /// Gives a folder a name and keys of its own by a first start, and takes the empty ledger out of it: with a ledger that it
    /// has not begun a server draws none.
    /// </summary>
    public static async Task NameAsync(string data)
    {
        await using (var server = ServerProcess.Start(data))
        {
            await server.ReadyAsync(CancellationToken.None);
            await server.StopAsync(CancellationToken.None);
        }

        Directory.Delete(Path.Combine(data, "ledger"), recursive: true);
    }

    private static double ProcessorSecondsOf(int process)
    {
        using var its = Process.GetProcessById(process);
        return its.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>MiB by a line of the process's status.</summary>
    private static double MemoryOf(int process, string line)
    {
        var status = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(line, StringComparison.Ordinal));
        return double.Parse(status[line.Length..^2].Trim(), CultureInfo.InvariantCulture) / Kibibytes;
    }
}
