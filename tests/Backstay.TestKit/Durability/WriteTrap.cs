namespace Backstay.TestKit.Durability;

/// <summary>Springs at the n-th write into a file, as the system reports them (writes that follow close upon each other count once).</summary>
internal sealed class WriteTrap : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private int _left;

    public WriteTrap(string file, int at, Action spring)
    {
        _left = at;
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(file) ?? "/", Path.GetFileName(file)) { NotifyFilter = NotifyFilters.LastWrite };
        _watcher.Changed += (_, _) =>
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                spring();
            }
        };
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => _watcher.Dispose();
}
