using System.Runtime.InteropServices;
using Backstay.Storage.Interop;
using Microsoft.Win32.SafeHandles;

namespace Backstay.Storage;

/// <summary>
/// Files whose bytes are on the disk when a call returns. .NET's own flush reports no error when fsync fails on
/// Linux, so these call fsync themselves.
/// </summary>
/// <remarks>
/// A failed fsync is never retried: the system may have dropped the pages and would answer success the second
/// time. It is an <see cref="IOException"/> that names errno, and what was written must be taken for lost.
/// </remarks>
public static class DurableFile
{
    /// <summary>Read and write for the owner, nothing for anybody else.</summary>
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>As <see cref="PrivateFile"/>, with the right to enter.</summary>
    public const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>Brings a file's bytes to the disk.</summary>
    /// <exception cref="IOException">fsync failed; the message names <paramref name="path"/> and errno.</exception>
    public static void Sync(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            var descriptor = (int)file.DangerousGetHandle();
            while (Libc.Fsync(descriptor) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Libc.Eintr)
                {
                    throw new IOException($"fsync of '{path}' failed: {Libc.Describe(errno)}.", errno);
                }
            }
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Brings a folder's list of names to the disk: without it a new file may be gone after a power loss.</summary>
    /// <exception cref="IOException">The folder can't be opened, or fsync failed.</exception>
    public static void SyncFolder(string path)
    {
        using var folder = Libc.OpenHandle("Folder", path, Libc.OpenReadOnly);
        Sync(folder, path);
    }

    /// <summary>Creates a folder and the missing ones above it for the owner alone, durably.</summary>
    public static void CreateFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return;
        }

        var parent = Path.GetDirectoryName(full);
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else
        {
            Directory.CreateDirectory(full, PrivateFolder);
        }

        if (parent is not null)
        {
            SyncFolder(parent);
        }
    }

    /// <summary>
    /// Replaces a small file whole and durably: after a kill or a power loss at any instant it holds the old bytes
    /// or the new ones. One writer of a path at a time.
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            Sync(stream.SafeFileHandle, temporary);
        }

        File.Move(temporary, full, overwrite: true);
        SyncFolder(Path.GetDirectoryName(full) ?? "/");
    }
}
