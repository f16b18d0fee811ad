using System.Diagnostics;
using Backstay.Examples.Flights.Serving;

namespace Backstay.Examples.Flights.Story.Processes;

/// <summary>Release 4's backend: this program's <c>supervise</c>, whose child dies on long flights and is started again.</summary>
internal sealed class DyingBackend : IAsyncDisposable
{
    private const string DeathWord = "ended with exit code";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<string> _deaths = [];
    private ChildProcess? _process;

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The supervisor's line for each death so far.</summary>
    public IReadOnlyList<string> Deaths
    {
        get
        {
            lock (_gate)
            {
                return [.. _deaths];
            }
        }
    }

    public async Task StartAsync(string weightsFile, string logFolder, TimeProvider time, CancellationToken ct)
    {
        var readyFile = Path.Combine(logFolder, "backend-ready.json");
        var program = Environment.ProcessPath ?? throw new UnreachableException("A running process has a path.");
        string[] verb = ["supervise", "--model", weightsFile, "--ready-file", readyFile];
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.Ordinal);
        _process = ChildProcess.Start(
            program, isHost ? [typeof(DyingBackend).Assembly.Location, .. verb] : verb,
            Path.Combine(logFolder, "backend.log"), Take, time);

        var started = time.GetTimestamp();
        while (!File.Exists(readyFile))
        {
            if (_process.HasExited || time.GetElapsedTime(started) > StartPatience)
            {
                throw new StoryException($"Release 4's backend did not start; see {Path.Combine(logFolder, "backend.log")}.");
            }

            await Task.Delay(PollEvery, time, ct);
        }

        Url = new Uri(ReadyFile.Read(readyFile).Url);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Take(string line)
    {
        if (line.Contains(DeathWord, StringComparison.Ordinal))
        {
            lock (_gate)
            {
                _deaths.Add(line);
            }
        }
    }
}
