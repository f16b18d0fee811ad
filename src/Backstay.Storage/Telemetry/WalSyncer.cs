using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage.Telemetry;

/// <summary>
/// Brings commits that were made without fsync to the disk, twice a second, beside the writer. The file handle is
/// its own: SQLite holds no locks on the WAL that closing it could drop.
/// </summary>
internal sealed class WalSyncer : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly string _path;
    private readonly Action<Exception> _onBroken;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private SafeFileHandle? _file;
    private long _commits;
    private long _synced;

    public WalSyncer(string databasePath, TimeProvider time, Action<Exception> onBroken)
    {
        _path = databasePath + "-wal";
        _onBroken = onBroken;
        _timer = new PeriodicTimer(Period, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Told by the writer after each commit that didn't reach the disk by itself.</summary>
    public void NoteCommit() => Interlocked.Increment(ref _commits);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        SyncNow();
        _file?.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            SyncNow();
        }
    }

    private void SyncNow()
    {
        var commits = Interlocked.Read(ref _commits);
        if (commits == _synced)
        {
            return;
        }

        try
        {
            _file ??= File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            DurableFile.Sync(_file, _path);
            _synced = commits;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _onBroken(e); // a loop that died of it would leave commits off the disk, and nobody would know
        }
    }
}
