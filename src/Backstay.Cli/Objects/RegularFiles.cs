using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Cli.Objects;

/// <summary>Tells files from what only looks like one, without waiting.</summary>
internal static class RegularFiles
{
    private const int LinuxNonBlocking = 0x800;
    private const int LinuxCloseOnExec = 0x80000;
    private const int MacNonBlocking = 0x4;
    private const int MacCloseOnExec = 0x1000000;

    /// <summary>
    /// Refuses a named pipe: opening one for reading waits for a writer, who may never come. What can't be opened at all is left
    /// to whoever opens it next, who says why.
    /// </summary>
    public static void Require(FileInfo file, string option)
    {
        if (Directory.Exists(file.FullName) || Flags() is not { } flags)
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(file.FullName, flags), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return;
        }

        using var probe = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!probe.CanSeek)
        {
            throw CliProblems.BadInput(option, $"'{file}' is no regular file.", "Write what it gives into a file and give that.");
        }
    }

    private static int? Flags() => OperatingSystem.IsLinux() ? LinuxNonBlocking | LinuxCloseOnExec
        : OperatingSystem.IsMacOS() ? MacNonBlocking | MacCloseOnExec
        : null;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
