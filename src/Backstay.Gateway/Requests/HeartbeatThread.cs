using Backstay.Core.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Beats the process's heart on a thread of its own: a thread pool that is busy, perhaps with the canary's own work, is no
/// stall, and must not excuse what it makes slow.
/// </summary>
internal sealed partial class HeartbeatThread : IHostedService, IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly TimeProvider _time;
    private readonly ILogger<HeartbeatThread> _logger;
    private readonly long _origin;
    private readonly Heartbeat _heartbeat;
    private long _stalls;
    private Thread? _thread;

    public HeartbeatThread(TimeProvider time, ILogger<HeartbeatThread> logger)
    {
        _time = time;
        _logger = logger;
        _origin = time.GetTimestamp();
        _heartbeat = new Heartbeat(TimeSpan.Zero);
    }

    /// <summary>Stalls since the start.</summary>
    public long Stalls => Interlocked.Read(ref _stalls);

    /// <summary>Whether the process stood still since a timestamp of the monotonic clock.</summary>
    public bool StoodStillSince(long timestamp) =>
        _heartbeat.StoodStill(_time.GetElapsedTime(_origin, timestamp), _time.GetElapsedTime(_origin));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What lies before the start is no stall.
        _heartbeat.Beat(_time.GetElapsedTime(_origin));
        _thread = new Thread(Run) { IsBackground = true, Name = "heartbeat" };
        _thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Stop();
        return Task.CompletedTask;
    }

    /// <summary>Whoever failed to start is disposed of without having been stopped.</summary>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Stop()
    {
        _stop.Set();
        _thread?.Join();
    }

    private void Run()
    {
        while (!_stop.Wait(Heartbeat.Period))
        {
            if (_heartbeat.Beat(_time.GetElapsedTime(_origin)) is { } stall)
            {
                Interlocked.Increment(ref _stalls);
                LogStalled(stall);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The process stood still for {Stall}; requests in flight meanwhile are no evidence")]
    private partial void LogStalled(TimeSpan stall);
}
