namespace Backstay.Server.Node;

/// <summary>The node's loops: started together, stopped together; one that fails takes the node down, loudly.</summary>
/// <param name="onFailed">Told when a loop has failed.</param>
internal sealed partial class LoopGroup(Action<Exception> onFailed, ILogger<LoopGroup> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private bool _stopped;

    public void Start(string name, Func<CancellationToken, Task> loop) => _loops.Add(RunAsync(name, loop));

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

    [LoggerMessage(EventId = EventIds.LoopFailed, Level = LogLevel.Critical, Message = "Loop {Name} failed; the node stops")]
    private static partial void LogLoopFailed(ILogger logger, string name, Exception failure);
}
