using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Backstay.Storage.Interop;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage;

/// <summary>
/// The right of one process to write into a data folder, held by flock on the file <c>lock</c> in it. The system
/// takes it back when the process dies, however it dies; the file itself stays and means nothing. On a file system that
/// can't be written the lock holds as well; only who has it can't be noted.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    /// <summary>Name of the lock file inside the folder.</summary>
    public const string FileName = "lock";

    private const int LongestHolder = 64;
    private const string Unknown = "another process";

    private readonly FilePlace _place;

    private DataFolderLock(string folder, SafeFileHandle file)
    {
        Folder = folder;
        _place = new FilePlace(file);
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; }

    /// <summary>Creates the folder where it is missing (mode 0700) and takes the lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process, or another holder in this one, has it.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        var full = Path.GetFullPath(folder);
        DurableFile.CreateFolder(full);
        var path = Path.Combine(full, FileName);
        var (file, isReadOnly) = Open(path);
        try
        {
            TakeLock(full, file, isReadOnly);
            if (isReadOnly)
            {
                return new DataFolderLock(full, file);
            }

            var holder = Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, holder, 0);
            return new DataFolderLock(full, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether some process writes into the folder now. A start that falls into the very moment of asking is refused.</summary>
    public static bool IsHeld(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), FileName);
        if (!File.Exists(path))
        {
            return false; // a copy without it
        }

        using var file = Libc.OpenHandle("The lock of the data folder", path, Libc.OpenReadOnly);
        return Libc.Flock((int)file.DangerousGetHandle(), Libc.LockShared | Libc.LockNonBlocking) != 0;
    }

    /// <summary>Names the process that has the lock, where one has. Nothing is written: the file may be anybody's.</summary>
    /// <exception cref="DataFolderInUseException">Another process, or another holder in this one, has it.</exception>
    public static void ThrowIfHeld(string folder)
    {
        var full = Path.GetFullPath(folder);
        var path = Path.Combine(full, FileName);
        if (!File.Exists(path))
        {
            return;
        }

        using var file = Libc.OpenHandle("The lock of the data folder", path, Libc.OpenReadOnly);
        if (Libc.Flock((int)file.DangerousGetHandle(), Libc.LockShared | Libc.LockNonBlocking) != 0)
        {
            throw new DataFolderInUseException(full, ReadHolder(file));
        }
    }

    /// <summary>The lock's file was deleted, replaced or moved: another process may have taken the folder since.</summary>
    public bool IsLost => _place.IsLeft;

    public void Dispose() => _place.Dispose();

    private static (SafeFileHandle File, bool IsReadOnly) Open(string path)
    {
        const string What = "The lock of the data folder";
        try
        {
            return (Libc.OpenHandle(What, path, Libc.OpenReadWrite | Libc.OpenCreate), false);
        }
        catch (IOException readOnly) when (readOnly.HResult == Libc.Erofs && File.Exists(path))
        {
            return (Libc.OpenHandle(What, path, Libc.OpenReadOnly), true);
        }
    }

    private static void TakeLock(string folder, SafeFileHandle file, bool isReadOnly)
    {
        var descriptor = (int)file.DangerousGetHandle();
        while (Libc.Flock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.Ewouldblock)
            {
                throw new DataFolderInUseException(folder, isReadOnly ? Unknown : ReadHolder(file));
            }

            if (errno != Libc.Eintr)
            {
                throw new IOException($"The data folder '{folder}' can't be locked: {Libc.Describe(errno)}.", errno);
            }
        }
    }

    private static string ReadHolder(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[LongestHolder];
        var text = Encoding.UTF8.GetString(buffer[..RandomAccess.Read(file, buffer, 0)]);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? $"process {id.ToString(CultureInfo.InvariantCulture)}"
            : Unknown;
    }
}
