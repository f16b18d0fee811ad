using Backstay.Storage.Interop;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// Space for the index of the write-ahead log, taken when the ledger is opened. SQLite makes the index grow at every 4,096th
/// frame, after the commit is on the disk: without space just then nobody could say whether the batch was recorded.
/// </summary>
/// <remarks>
/// A log of 256 MiB fits, which is <see cref="WalKeeper.LastLimit"/>. Dispose it after the connections: closing a file gives
/// back the process's POSIX locks on it.
/// </remarks>
internal sealed class WalIndexRoom : IDisposable
{
    private const int Room = 2 * 8 * (32 << 10);

    private readonly SafeFileHandle? _file;

    /// <param name="database">A database that is open in WAL mode, and that nobody else uses yet.</param>
    public WalIndexRoom(string database)
    {
        try
        {
            _file = Libc.OpenHandle("The log's index", database + "-shm", Libc.OpenReadWrite);
            var length = RandomAccess.GetLength(_file);
            if (length < Room)
            {
                RandomAccess.Write(_file, new byte[Room - length], length);
            }
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // Then a full disk may break the ledger until a restart where it would else only refuse.
        }
    }

    public void Dispose() => _file?.Dispose();
}
