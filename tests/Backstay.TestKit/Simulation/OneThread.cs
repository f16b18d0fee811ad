namespace Backstay.TestKit.Simulation;

/// <summary>
/// Runs everything asynchronous of a world on the world's own thread, in the order in which it was posted: so the real
/// sequencer, with its queue and its tasks, is as deterministic as the rest.
/// </summary>
internal sealed class OneThread : SynchronizationContext, IDisposable
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly SynchronizationContext? _before = Current;

    public OneThread() => SetSynchronizationContext(this);

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs until nothing is left to run.</summary>
    public void Pump()
    {
        while (_posted.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>The result of work that is complete once everything has run.</summary>
    public T Finish<T>(Task<T> work)
    {
        Pump();
        return work.IsCompleted
            ? work.GetAwaiter().GetResult()
            : throw new InvalidOperationException("Work of a simulated world waits for something outside of it.");
    }

    public void Dispose() => SetSynchronizationContext(_before);
}
