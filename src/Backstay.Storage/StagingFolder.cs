using System.Runtime.InteropServices;
using Backstay.Core.Primitives;
using Backstay.Storage.Interop;

namespace Backstay.Storage;

/// <summary>
/// A folder in which something is made whole before it gets its name. It bears a drawn name that nothing had before, so that
/// what is in it, and what is removed with it, is its maker's alone. A process that is killed leaves it behind.
/// </summary>
public sealed class StagingFolder : IDisposable
{
    private const int DrawnBytes = 8;

    private StagingFolder(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>Creates a folder (mode 0700) beside others; the one that it is in must exist.</summary>
    /// <param name="prefix">What its path begins with; 16 drawn hex digits follow.</param>
    /// <exception cref="IOException">It can't be created, or something bears the name: then that is left alone.</exception>
    public static StagingFolder Create(string prefix, IIdSource ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Span<byte> drawn = stackalloc byte[DrawnBytes];
        ids.FillRandom(drawn);
        var path = Path.GetFullPath(prefix + Convert.ToHexStringLower(drawn));
        if (Libc.Mkdir(path, (int)DurableFile.PrivateFolder) != 0)
        {
            // Not .NET's own, which takes a folder, or a link to one, that was there before for the one asked for.
            throw Failed("can't be created", path, Marshal.GetLastPInvokeError());
        }

        return new StagingFolder(path);
    }

    /// <summary>Gives it its name, durably. One step: where two try, one of them does.</summary>
    /// <returns>False where something bears that name already, but for an empty folder, whose place it takes.</returns>
    /// <exception cref="IOException">It could not be renamed, or the new name not be synced.</exception>
    public bool TryMoveTo(string target)
    {
        if (Libc.Rename(FullPath, target) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            return errno is Libc.Eexist or Libc.Enotempty or Libc.Enotdir
                ? false
                : throw Failed($"can't be renamed to '{target}'", FullPath, errno);
        }

        DurableFile.SyncFolder(Path.GetDirectoryName(target) ?? "/");
        return true;
    }

    /// <summary>Removes it with all that is in it, unless it was given its name.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was given its name.
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // It stays behind as after a kill; what was made with it is told, and worth more.
        }
    }

    private static IOException Failed(string what, string path, int errno) => new($"The folder '{path}' {what}: {Libc.Describe(errno)}.", errno);
}
