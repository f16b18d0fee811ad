namespace Backstay.Hosting;

/// <summary>
/// A session and the count of those who hold it: the host, until it unloads the version, and every running call.
/// The session is freed by whoever lets go last, never under a running call.
/// </summary>
internal sealed class SessionLease(IModelSession session)
{
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holders = 1;
    private int _closed;

    public IModelSession Session => session;

    /// <summary>Completes when the session has been freed.</summary>
    public Task Freed => _freed.Task;

    /// <summary>False once the last holder is gone or the host closed it; else <see cref="Release"/> must follow.</summary>
    public bool TryHold()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0 && Volatile.Read(ref _closed) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            session.Dispose();
            _freed.SetResult();
        }
    }

    /// <summary>The host's own hold is given up, once.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Release();
        }
    }
}
