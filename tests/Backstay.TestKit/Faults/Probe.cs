using System.Diagnostics;

namespace Backstay.TestKit.Faults;

/// <summary>The probe as a child process, plain or under strace.</summary>
internal sealed class Probe : IDisposable
{
    private readonly Process _process;

    private Probe(Process process) => _process = process;

    public int Id => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public static Probe Start(params string[] args) => Start("dotnet", [ProbePath, .. args]);

    /// <summary>Starts the probe with failing system calls; skips the test where that can't be done.</summary>
    public static Probe StartWithFault(string inject, params string[] args) => StartWithLoggedFault(inject, "/dev/null", args);

    /// <summary>As <see cref="StartWithFault"/>; calls that were made to fail stand in the log as <c>(INJECTED)</c>.</summary>
    public static Probe StartWithLoggedFault(string inject, string log, params string[] args) => StartWithLoggedFault(inject, log, [], args);

    /// <param name="files">Only calls that concern these files, none of which the process needs to start; empty for all.</param>
    public static Probe StartWithLoggedFault(string inject, string log, string[] files, params string[] args)
    {
        SkipWithoutStrace();
        string[] where = [.. files.SelectMany(file => new[] { "-P", file })];
        var probe = Start("strace", ["-f", "-qq", "-o", log, .. where, "-e", $"inject={inject}", "-e", "signal=none", "dotnet", ProbePath, .. args], quiet: true);
        probe._process.BeginErrorReadLine();
        return probe;
    }

    /// <summary>
    /// Starts the probe with a log of some system calls, one line each and with the files' paths; skips the test where that
    /// can't be done.
    /// </summary>
    public static Probe StartWithLog(string calls, string log, params string[] args)
    {
        SkipWithoutStrace();
        return Start("strace", ["-f", "-qq", "-y", "-o", log, "-e", $"trace={calls}", "-e", "signal=none", "dotnet", ProbePath, .. args]);
    }

    /// <summary>Everything that it says until it ends.</summary>
    public async Task<string[]> ReadToEndAsync(CancellationToken ct)
    {
        var text = await Output.ReadToEndAsync(ct);
        await _process.WaitForExitAsync(ct);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>SIGKILL, then what it had said by then.</summary>
    public async Task<string[]> KillAsync(CancellationToken ct)
    {
        _process.Kill();
        return await ReadToEndAsync(ct);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string ProbePath => Path.Combine(AppContext.BaseDirectory, "Backstay.FaultProbe.dll");

    /// <param name="quiet">What dies of its fault says so at length, and is expected to.</param>
    private static Probe Start(string program, string[] args, bool quiet = false)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = quiet };
        return new Probe(Process.Start(start)!);
    }

    private static void SkipWithoutStrace()
    {
        try
        {
            var check = new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]);
            using var process = Process.Start(check)!;
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, "strace may not trace here");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is not installed");
        }
    }
}
