using System.Diagnostics;
using System.Globalization;
using Backstay.Bench.Harness;

namespace Backstay.Bench.Load;

/// <summary>
/// The load generator: a program of its own in C, since a client in .NET would cost as much as the server. Closed loop: each
/// connection asks again when it has its answer.
/// </summary>
internal sealed class Wrk : IDisposable
{
    private const string Mark = "figures";

    /// <summary>Prints what we read; the rest of its report is for people.</summary>
    private const string Done = """

        done = function(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration,
            e.connect + e.read + e.write + e.timeout, e.status, latency:percentile(50), latency:percentile(99)))
        end
        """;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly string _script;

    private Wrk(Process process, string script)
    {
        _process = process;
        _script = script;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts the load on one thread.</summary>
    /// <param name="script">Lua that says what is asked; what is reported is added.</param>
    public static Wrk Start(Uri url, string script, int connections, int seconds)
    {
        var wrk = Programs.Find("wrk", "wrk");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".lua");
        File.WriteAllText(file, script + Done);
        var process = Process.Start(new ProcessStartInfo(
            wrk,
            ["-t", "1", "-c", Text(connections), "-d", Text(seconds) + "s", "--timeout", "10s", "-s", file, url.ToString()])
        {
            RedirectStandardOutput = true,
        }) ?? throw new BenchFailedException($"'{wrk}' does not start");
        return new Wrk(process, file);
    }

    public static async Task<WrkFigures> RunAsync(Uri url, string script, int connections, int seconds)
    {
        using var wrk = Start(url, script, connections, seconds);
        return await wrk.EndAsync();
    }

    /// <summary>Ends the load before its time, with its figures.</summary>
    public async Task<WrkFigures> StopAsync()
    {
        using var kill = Process.Start("kill", ["-INT", Text(_process.Id)]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        File.Delete(_script);
    }

    private async Task<WrkFigures> EndAsync()
    {
        await _process.WaitForExitAsync();
        var output = await _output;
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new BenchFailedException($"wrk ended without figures:\n{output}");
        var numbers = line.Split(' ').Skip(1).Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new WrkFigures(numbers[0], TimeSpan.FromMicroseconds(numbers[1]), numbers[2], numbers[3], numbers[4] / 1000.0, numbers[5] / 1000.0);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What came of one load.</summary>
/// <param name="Broken">Connections that failed, broke off or timed out.</param>
/// <param name="Refused">Answers that were not 2xx or 3xx.</param>
/// <param name="MedianMs">Of the time from a request to its answer.</param>
internal sealed record WrkFigures(long Requests, TimeSpan Duration, long Broken, long Refused, double MedianMs, double P99Ms)
{
    public double PerSecond => Requests / Duration.TotalSeconds;

    /// <exception cref="BenchFailedException">A request failed: what was measured is not what was meant.</exception>
    public WrkFigures OrFail(string what) => Broken + Refused == 0
        ? this
        : throw new BenchFailedException($"{what}: of {Requests} requests {Refused} were refused and {Broken} broke off");
}
