using System.Globalization;
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
    private readonly SafeFileHandle _file;
    private readonly FileInfo _link;
    private readonly string? _place;

    public FilePlace(string path)
    {
        _file = Libc.OpenHandle("The file", path, Libc.OpenReadOnly);
        _link = new FileInfo($"/proc/self/fd/{_file.DangerousGetHandle().ToString(CultureInfo.InvariantCulture)}");
        _place = Read();
    }

    public bool IsLeft => Read() != _place;

    public void Dispose() => _file.Dispose();

    private string? Read()
    {
        _link.Refresh();
        return _link.LinkTarget;
    }
}
