namespace Backstay.Server.Node;

/// <summary>
/// The node's loops: started together, stopped together. One without which no promise can be kept takes the node down where it
/// fails, loudly; of the others each begins anew, for traffic goes on soundly without them.
/// </summary>
/// <param name="onFailed">Told when a loop of the former kind has failed.</param>
internal sealed partial class LoopGroup(Action<Exception> onFailed, TimeProvider time, ILogger<LoopGroup> logger) : IAsyncDisposable
{
    /// <summary>Before a loop that failed begins anew.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private bool _stopped;

    /// <summary>Starts a loop whose failure is the node's.</summary>
    public void Start(string name, Func<CancellationToken, Task> loop) => _loops.Add(RunAsync(name, loop));

    /// <summary>Starts a loop that begins anew where it fails.</summary>
    public void StartBeside(string name, Func<CancellationToken, Task> loop) => Start(name, ct => AgainAndAgainAsync(name, loop, ct));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, true))
        {
            return;
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    private async Task RunAsync(string name, Func<CancellationToken, Task> loop)
    {
        await Task.Yield();
        try
        {
            await loop(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
#pragma warning disable CA1031 // the boundary of a loop: logged, and the node stops
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogLoopFailed(logger, name, failure);
            onFailed(failure);
        }
    }

    private async Task AgainAndAgainAsync(string name, Func<CancellationToken, Task> loop, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await loop(ct);
                return;
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                LogLoopBeginsAnew(logger, name, Pause.TotalSeconds, failure);
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    [LoggerMessage(EventId = EventIds.LoopFailed, Level = LogLevel.Critical, Message = "Loop {Name} failed; the node stops")]
    private static partial void LogLoopFailed(ILogger logger, string name, Exception failure);

    [LoggerMessage(EventId = EventIds.LoopBeginsAnew, Level = LogLevel.Error, Message = "Loop {Name} failed; it begins anew in {Seconds} s")]
    private static partial void LogLoopBeginsAnew(ILogger logger, string name, double seconds, Exception failure);
}
