using System.Diagnostics;
using System.Globalization;

namespace Backstay.Examples.Flights.Serving;

/// <summary>The verb <c>supervise</c>: keeps one <c>serve-flaky</c> alive, always on the port that its first life got, as a
/// service manager would. One line on standard output for each life and death.</summary>
internal sealed class Supervisor(string modelFile, string readyFile, int bands, TimeSpan restartAfter, TimeProvider time)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    public async Task RunAsync(int port, TextWriter output, CancellationToken ct)
    {
        for (var life = 1; !ct.IsCancellationRequested; life++)
        {
            File.Delete(readyFile);
            using var child = Start(port);
            try
            {
                port = await PortAsync(child, port, ct);
                await output.WriteLineAsync(Line($"life {life}: process {child.Id} serves on port {port}"));
                await child.WaitForExitAsync(ct);
                await output.WriteLineAsync(Line($"life {life}: process {child.Id} ended with exit code {child.ExitCode}"));
                await Task.Delay(restartAfter, time, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                await StopAsync(child);
            }
        }

        File.Delete(readyFile);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The child reads its end of this pipe: when the supervisor is killed, the child ends with it.</summary>
    private Process Start(int port)
    {
        string[] verb =
        [
            "serve-flaky", "--model", modelFile, "--ready-file", readyFile, "--until-input-ends",
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bands", bands.ToString(CultureInfo.InvariantCulture),
        ];
        var program = Environment.ProcessPath ?? throw new UnreachableException("A running process has a path.");
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.Ordinal);
        string[] arguments = isHost ? [typeof(Supervisor).Assembly.Location, .. verb] : verb;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true };
        // A dump of the whole process at each death would fill disks and delay the restart.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start) ?? throw new UnreachableException("Without the shell a process is always new.");
    }

    private async Task<int> PortAsync(Process child, int port, CancellationToken ct)
    {
        while (!File.Exists(readyFile))
        {
            if (child.HasExited)
            {
                return port;
            }

            await Task.Delay(PollEvery, time, ct);
        }

        return new Uri(ReadyFile.Read(readyFile).Url).Port;
    }

    private static async Task StopAsync(Process child)
    {
        if (!child.HasExited)
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }
}
