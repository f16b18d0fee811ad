using System.Globalization;
using System.Text.Json;

namespace Backstay.Examples.Flights.Story.Processes;

/// <summary><c>backstay serve</c> as a user runs it, always on the data folder and, from its second life on, on the ports of
/// the first.</summary>
internal sealed class ServerProcess(string binary, string dataFolder, string logFolder, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);
    private static readonly Uri AnyPort = new("http://127.0.0.1:0");

    private ChildProcess? _process;

    public Uri Api { get; private set; } = AnyPort;

    public Uri Gateway { get; private set; } = AnyPort;

    public int ProcessId => _process?.Id ?? 0;

    /// <summary>How many times it was started.</summary>
    public int Lives { get; private set; }

    public string LogFile => Path.Combine(logFolder, "server.log");

    /// <summary>Starts it and waits until both listeners accept.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        Lives++;
        var readyFile = Path.Combine(logFolder, string.Create(CultureInfo.InvariantCulture, $"ready-{Lives}.json"));
        string[] arguments =
        [
            "serve", "--data", dataFolder, "--api", Api.ToString(), "--gateway", Gateway.ToString(), "--ready-file", readyFile,
        ];
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = ChildProcess.Start(binary, arguments, LogFile, onLine: null, time);
        using var patience = new CancellationTokenSource(StartPatience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            while (!File.Exists(readyFile))
            {
                if (_process.HasExited)
                {
                    throw new StoryException($"The server ended before it was ready. Its last words: {LastLines()}");
                }

                await Task.Delay(PollEvery, time, linked.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StoryException($"The server was not ready after {StartPatience.TotalSeconds:0} s. Its last words: {LastLines()}");
        }

        using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(readyFile, ct));
        Api = new Uri(ready.RootElement.GetProperty("api").GetString() ?? string.Empty);
        Gateway = new Uri(ready.RootElement.GetProperty("gateway").GetString() ?? string.Empty);
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(CancellationToken ct) => _process?.KillAsync(ct) ?? Task.CompletedTask;

    /// <summary>SIGTERM, and waits for the end.</summary>
    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string LastLines() => File.Exists(LogFile)
        ? string.Join(" | ", File.ReadLines(LogFile).TakeLast(3))
        : "(none)";
}
