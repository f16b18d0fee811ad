using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage.Interop;

/// <summary>The few calls of libc that .NET has no honest form of (values as on Linux).</summary>
internal static partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenCloseOnExec = 0x80000;

    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const short Unlock = 2;

    public const int Eintr = 4;
    public const int Ewouldblock = 11;
    public const int Eexist = 17;
    public const int Enotdir = 20;
    public const int Enospc = 28;
    public const int Erofs = 30;
    public const int Enotempty = 39;
    public const int Edquot = 122;

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mkdir(string path, int mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    /// <summary>Where a symbolic link points to: bytes without an end mark, cut off where there is no more room.</summary>
    /// <param name="path">Bytes that end with a zero.</param>
    /// <returns>How many were written; negative where it failed.</returns>
    public static int ReadLink(ReadOnlySpan<byte> path, Span<byte> to) =>
        (int)ReadLink(in MemoryMarshal.GetReference(path), ref MemoryMarshal.GetReference(to), to.Length);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int descriptor, int operation);

    /// <summary>A lock on one byte that belongs to the open file, not to the process (F_OFD_SETLK); takes it or gives it back.</summary>
    /// <param name="descriptor">Open for writing.</param>
    /// <param name="offset">The byte; it may lie behind the end.</param>
    /// <param name="take">Whether to take it.</param>
    /// <returns>False where it failed: <see cref="Ewouldblock"/> says that somebody else has it.</returns>
    public static bool LockByte(int descriptor, long offset, bool take)
    {
        var range = new ByteRange { Type = take ? WriteLock : Unlock, Start = offset, Length = 1 };
        return Fcntl(descriptor, SetOpenFileLock, ref range) == 0;
    }

    /// <summary>Opens without the lock that .NET takes on every file of its own.</summary>
    /// <exception cref="IOException">The message names what, path and errno.</exception>
    public static SafeFileHandle OpenHandle(string what, string path, int flags)
    {
        while (true)
        {
            var descriptor = Open(path, flags | OpenCloseOnExec, (int)DurableFile.PrivateFile);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno != Eintr)
            {
                throw new IOException($"{what} '{path}' can't be opened: {Describe(errno)}.", errno);
            }
        }
    }

    /// <summary>The number and what the system calls it.</summary>
    public static string Describe(int errno) => $"errno {errno}, {Marshal.GetPInvokeErrorMessage(errno)}";

    [LibraryImport("libc", EntryPoint = "readlink")]
    private static partial nint ReadLink(in byte path, ref byte to, nint room);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, ref ByteRange range);

    /// <summary>The system's struct flock.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ByteRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
