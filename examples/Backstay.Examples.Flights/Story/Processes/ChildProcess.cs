using System.Diagnostics;

namespace Backstay.Examples.Flights.Story.Processes;

/// <summary>A process that the story started, with its output in a log file. Only such processes are ever ended.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly StreamWriter _log;
    private readonly Lock _gate = new();
    private readonly Action<string>? _onLine;
    private bool _isClosed;

    private ChildProcess(Process process, StreamWriter log, Action<string>? onLine, TimeProvider time)
    {
        _process = process;
        _log = log;
        _onLine = onLine;
        _time = time;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="onLine">Gets each line of standard output, on a thread of its own.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, string logFile, Action<string>? onLine, TimeProvider time)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process, new StreamWriter(logFile, append: true) { AutoFlush = true }, onLine, time);
        process.OutputDataReceived += (_, line) => child.Take(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => child.Take(line.Data, isOutput: false);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception refused)
        {
            throw new StoryException($"{program} can't be started: {refused.Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>SIGKILL: no goodbye, no clean-up.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Asks it to end, and waits; kills it where it does not listen.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        Signals.Terminate(_process.Id);
        using var patience = new CancellationTokenSource(StopPatience, _time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        lock (_gate)
        {
            _isClosed = true;
        }

        await _log.DisposeAsync();
    }

    private void Take(string? line, bool isOutput)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (!_isClosed)
            {
                _log.WriteLine(line);
            }
        }

        if (isOutput)
        {
            _onLine?.Invoke(line);
        }
    }
}
