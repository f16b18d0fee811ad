using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Backstay.TestKit.Faults;

/// <summary>strace on a process that runs already, from when it is attached until it is let go.</summary>
public sealed class Strace : IAsyncDisposable
{
    private const string Injected = "(INJECTED)";

    /// <summary>Of what a call writes: a page of a database whole.</summary>
    private const string ShownBytes = "8192";

    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly Task _said;

    private Strace(Process process, TemporaryFolder folder, Task said) => (_process, _folder, _said) = (process, folder, said);

    private string Log => _folder.File("calls");

    /// <summary>Makes system calls of a process fail.</summary>
    /// <param name="process">Its id; all of its threads, each counted by itself.</param>
    /// <param name="calls">Their names, with commas between them.</param>
    /// <param name="how">As strace takes it: <c>error=EIO:when=3</c>.</param>
    /// <param name="files">Only calls that concern these files; empty for all.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<Strace> InjectAsync(int process, string calls, string how, IReadOnlyCollection<string> files, CancellationToken ct) =>
        AttachAsync(process, [.. files.SelectMany(file => new[] { "-P", file }), "-e", $"trace={calls}", "-e", $"inject={calls}:{how}"], ct);

    /// <summary>Only notes the calls, with the files that they concern.</summary>
    public static Task<Strace> WatchAsync(int process, string calls, CancellationToken ct) =>
        AttachAsync(process, ["-y", "-s", ShownBytes, "-e", $"trace={calls}"], ct);

    /// <summary>Lets the process go on by itself; the calls seen, one line each.</summary>
    public async Task<string[]> LetGoAsync(CancellationToken ct)
    {
        if (!_process.HasExited)
        {
            // It may end by itself meanwhile, with the process that it watches.
            var kill = new ProcessStartInfo("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
            using var interrupt = Process.Start(kill)!; // a program of our own is always a new process
            await interrupt.WaitForExitAsync(ct);
            await _process.WaitForExitAsync(ct);
        }

        return await File.ReadAllLinesAsync(Log, ct);
    }

    /// <summary>As <see cref="LetGoAsync"/>; how many calls were made to fail.</summary>
    public async Task<int> CountFaultsAsync(CancellationToken ct) =>
        (await LetGoAsync(ct)).Count(line => line.Contains(Injected, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await LetGoAsync(CancellationToken.None);
        await _said;
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<Strace> AttachAsync(int process, string[] what, CancellationToken ct)
    {
        var folder = new TemporaryFolder();
        Process? strace = null;
        try
        {
            strace = Process.Start(new ProcessStartInfo(
                "strace", ["-f", "-p", process.ToString(CultureInfo.InvariantCulture), "-o", folder.File("calls"), "-e", "signal=none", .. what])
            {
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            folder.Dispose();
            Assert.Skip("strace is not installed");
        }

        // It says that it is attached before it lets the first call pass.
        var said = await strace!.StandardError.ReadLineAsync(ct);
        if (said is null || !said.Contains(" attached", StringComparison.Ordinal))
        {
            await strace.WaitForExitAsync(ct);
            folder.Dispose();
            Assert.Skip($"strace may not attach to a process here: {said}");
        }

        return new Strace(strace, folder, strace.StandardError.ReadToEndAsync(CancellationToken.None));
    }
}
