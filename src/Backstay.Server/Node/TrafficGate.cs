using Backstay.Core.Registry;

namespace Backstay.Server.Node;

/// <summary>
/// One at a time: from making releases ready to the commit of what gives them traffic. Two commands that were prepared side
/// by side, each for the endpoint as it was before the other, would together name a pair of release and backend that neither
/// made ready. Nothing that takes traffic back waits here.
/// </summary>
internal sealed class TrafficGate : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _holding = new();

    /// <summary>How many hold each model.</summary>
    private readonly Dictionary<VersionId, int> _held = [];

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

    /// <summary>
    /// Holds a model that is tried without traffic, until it is disposed. Waits for its turn: whoever lets go of the model just
    /// now is done then, and whoever comes later sees that it is held (<see cref="IsHeld"/>).
    /// </summary>
    public Task<IDisposable> HoldAsync(VersionId model, CancellationToken ct) => RunAsync(() => Task.FromResult<IDisposable>(new Hold(this, model)), ct);

    /// <summary>Asked in one's turn, before a model is let go.</summary>
    public bool IsHeld(VersionId model)
    {
        lock (_holding)
        {
            return _held.ContainsKey(model);
        }
    }

    public void Dispose() => _gate.Dispose();

    private void Count(VersionId model, int change)
    {
        lock (_holding)
        {
            var count = _held.GetValueOrDefault(model) + change;
            if (count == 0)
            {
                _held.Remove(model);
            }
            else
            {
                _held[model] = count;
            }
        }
    }

    private sealed class Hold : IDisposable
    {
        private readonly VersionId _model;
        private TrafficGate? _gate;

        public Hold(TrafficGate gate, VersionId model)
        {
            (_gate, _model) = (gate, model);
            gate.Count(model, 1);
        }

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Count(_model, -1);
    }
}
