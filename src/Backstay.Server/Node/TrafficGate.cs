namespace Backstay.Server.Node;

/// <summary>
/// One at a time: from making releases ready to the commit of what gives them traffic. Two commands that were prepared side
/// by side, each for the endpoint as it was before the other, would together name a pair of release and backend that neither
/// made ready. Nothing that takes traffic back waits here.
/// </summary>
internal sealed class TrafficGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task<T> RunAsync<T>(Func<Task<T>> change, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return await change();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
