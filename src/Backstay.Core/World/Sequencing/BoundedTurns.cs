using Backstay.Core.Primitives;

namespace Backstay.Core.World.Sequencing;

/// <summary>
/// Work that is done by one at a time because it costs memory or a processor. Whoever comes while too many wait is told so, so that
/// it costs a bounded amount however many ask. Thread safe.
/// </summary>
/// <param name="mostAsking">How many may wait or be served at once.</param>
/// <param name="busy">The refusal of the others.</param>
public sealed class BoundedTurns(int mostAsking, Problem busy) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _asking;

    public async Task<Result<T>> RunAsync<T>(Func<Task<Result<T>>> work, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref _asking) > mostAsking)
            {
                return busy;
            }

            await _turn.WaitAsync(ct);
            try
            {
                return await work();
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    public void Dispose() => _turn.Dispose();
}
