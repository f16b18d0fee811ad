using System.Diagnostics;
using System.Text.Json;

namespace Backstay.TestKit.Processes;

/// <summary><c>backstay serve</c> as a process that can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _readyFile;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private ServerProcess(Process process, string readyFile)
    {
        _process = process;
        _readyFile = readyFile;
    }

    /// <summary>Starts it; it may not be ready yet.</summary>
    /// <param name="clock">The wall clock that it sees; null for the machine's.</param>
    public static ServerProcess Start(string dataFolder, WallClock? clock = null) => Start(dataFolder, new Uri("http://127.0.0.1:0"), clock);

    /// <summary>The same, with the control API at an address that others know already.</summary>
    public static ServerProcess Start(string dataFolder, Uri api, WallClock? clock = null) => Start(ReadyFileOf(dataFolder), clock, Words(dataFolder, api));

    /// <summary>The same by words of somebody's own, in a folder.</summary>
    /// <param name="dataFolder">That the words lead to.</param>
    public static ServerProcess StartWith(string folder, string dataFolder, string[] words) => Start(ReadyFileOf(dataFolder), null, words, folder);

    /// <summary>A process that is none of Backstay's yet: whoever wants to see its first system call attaches now, then lets it go on.</summary>
    public static ServerProcess StartHeld(string dataFolder) =>
        Start(ReadyFileOf(dataFolder), null, Words(dataFolder, new Uri("http://127.0.0.1:0")), held: true);

    /// <summary>Lets a process that was started as held become the server.</summary>
    public void GoOn() => _process.StandardInput.WriteLine();

    private static string ReadyFileOf(string dataFolder) => dataFolder.TrimEnd('/') + ".ready";

    private static string[] Words(string dataFolder, Uri api) => ["serve", "--data", dataFolder, "--api", api.ToString(), "--gateway", "http://127.0.0.1:0"];

    private static ServerProcess Start(string readyFile, WallClock? clock, string[] words, string? folder = null, bool held = false)
    {
        var process = new Process { StartInfo = BackstayBinary.Command([.. words, "--ready-file", readyFile]), EnableRaisingEvents = true };
        process.StartInfo.WorkingDirectory = folder ?? process.StartInfo.WorkingDirectory;
        clock?.Show(process.StartInfo);
        if (held)
        {
            Hold(process.StartInfo);
        }

        var server = new ServerProcess(process, readyFile);
        process.OutputDataReceived += (_, line) => server.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => server.Hear(line.Data);
        process.Exited += (_, _) => server._ready.TrySetException(new InvalidOperationException("The server ended before it was ready."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Whether it has said that it listens.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>Everything that it has said.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>For whoever looks why a test failed: whether it lives, how it ended, and everything that it has said.</summary>
    private string Story => _process.HasExited
        ? $"The server has ended with exit code {_process.ExitCode}. It said:\n{Output}"
        : $"The server lives. It said:\n{Output}";

    /// <summary>Waits until it listens; the control API's address.</summary>
    public async Task<Uri> ReadyAsync(CancellationToken ct)
    {
        try
        {
            await _ready.Task.WaitAsync(ct);
        }
        catch (InvalidOperationException early)
        {
            throw new InvalidOperationException($"{early.Message} It said:\n{Output}", early);
        }

        using var addresses = JsonDocument.Parse(await File.ReadAllBytesAsync(_readyFile, ct));
        Uri AddressOf(string name) => new(
            addresses.RootElement.GetProperty(name).GetString() ?? throw new InvalidDataException($"No {name} in the ready file."));
        Addresses = (AddressOf("api"), AddressOf("gateway"));
        return Addresses.Api;
    }

    /// <summary>Where it listens; known once it is ready.</summary>
    public (Uri Api, Uri Gateway) Addresses { get; private set; } = (new Uri("http://127.0.0.1/"), new Uri("http://127.0.0.1/"));

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>SIGTERM, then waits for the end; its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        await SignalAsync("TERM", ct);
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP, and after a while SIGCONT: the process stands still and knows nothing of it.</summary>
    public async Task StandStillAsync(TimeSpan length, CancellationToken ct)
    {
        await SignalAsync("STOP", ct);
        try
        {
            await Task.Delay(length, ct);
        }
        finally
        {
            await SignalAsync("CONT", CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Story); // shown where the test failed
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        File.Delete(_readyFile); // it lies beside the data folder, where nobody else takes it away
        _ready.TrySetCanceled();
        _ = _ready.Task.Exception; // a server that was killed on purpose is no unobserved failure
    }

    /// <summary>A shell that waits for a line and then becomes the program, under the same process id.</summary>
    private static void Hold(ProcessStartInfo start)
    {
        var command = new[] { "-c", "read -r go; exec \"$@\"", "sh", start.FileName }.Concat(start.ArgumentList).ToArray();
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        start.RedirectStandardInput = true;
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }
    }

    private async Task SignalAsync(string signal, CancellationToken ct)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (line.StartsWith("Backstay serves", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
