namespace Backstay.Server.Api;

/// <summary>
/// One at a time for each key: a repeat that comes while its first is being made ready waits, and finds what became of it.
/// </summary>
internal sealed class CommandTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    /// <summary>Keys that somebody works under now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _last.Count;
            }
        }
    }

    public async Task<T> RunAsync<T>(string key, Func<Task<T>> work)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_lock)
        {
            _last.TryGetValue(key, out before);
            _last[key] = turn.Task;
        }

        try
        {
            await (before ?? Task.CompletedTask);
            return await work();
        }
        finally
        {
            lock (_lock)
            {
                if (_last[key] == turn.Task)
                {
                    _last.Remove(key);
                }
            }

            turn.SetResult();
        }
    }
}
