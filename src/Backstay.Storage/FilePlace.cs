using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Backstay.Storage.Interop;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage;

/// <summary>
/// Notices that a file which this process has open was deleted, replaced or moved: what is written to it from then on is
/// gone with the process, or lies where nobody looks. Where the system does not tell, it notices nothing.
/// </summary>
/// <remarks>Dispose it after whoever else has the file open: closing a file gives back the process's POSIX locks on it.</remarks>
internal sealed class FilePlace : IDisposable
{
    /// <summary>Far behind all that SQLite locks or writes.</summary>
    private const long HeldByte = 1L << 62;

    /// <summary>Longest place that is told apart by more than its beginning, in bytes: the system's longest path, and what it adds to one that was deleted.</summary>
    private const int LongestPlace = 4096 + 16;

    private readonly SafeFileHandle _file;
    private readonly byte[] _link;
    private readonly byte[] _place;
    private bool _isHeld;

    public FilePlace(string path)
        : this(Open(path))
    {
    }

    /// <param name="file">Closed with it.</param>
    public FilePlace(SafeFileHandle file)
    {
        _file = file;
        _link = Encoding.ASCII.GetBytes($"/proc/self/fd/{_file.DangerousGetHandle().ToString(CultureInfo.InvariantCulture)}\0");
        _place = Read(stackalloc byte[LongestPlace]).ToArray();
    }

    /// <summary>Asked twice for every batch that is written, so it is one call of the system.</summary>
    public bool IsLeft => !Read(stackalloc byte[LongestPlace]).SequenceEqual(_place);

    /// <summary>
    /// Takes the file for this holder alone until it is disposed or the process dies. Who only reads is not kept out: .NET
    /// locks whole files for that (flock), so it is one byte here.
    /// </summary>
    /// <returns>False where another holder has it. A file that can't be written, or a file system without such locks, says yes.</returns>
    public bool TryHold()
    {
        _isHeld = Libc.LockByte(Descriptor, HeldByte, take: true);
        return _isHeld || Marshal.GetLastPInvokeError() != Libc.Ewouldblock;
    }

    public void Dispose()
    {
        if (_isHeld)
        {
            // Closing is not enough: a process that is being started just now has the file open too, for a moment.
            Libc.LockByte(Descriptor, HeldByte, take: false);
        }

        _file.Dispose();
    }

    private int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>For writing where that is allowed, which is what holding it needs.</summary>
    private static SafeFileHandle Open(string path)
    {
        try
        {
            return Libc.OpenHandle("The file", path, Libc.OpenReadWrite);
        }
        catch (IOException)
        {
            return Libc.OpenHandle("The file", path, Libc.OpenReadOnly);
        }
    }

    /// <summary>Where the open file is; empty where the system does not tell.</summary>
    private ReadOnlySpan<byte> Read(Span<byte> room) => room[..Math.Max(0, Libc.ReadLink(_link, room))];
}
