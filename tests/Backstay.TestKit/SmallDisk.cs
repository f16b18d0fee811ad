using System.Diagnostics;

namespace Backstay.TestKit;

/// <summary>A file system of a few megabytes in memory; skips the test where it can't be mounted.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint = new();

    public SmallDisk(int megabytes)
    {
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", FullPath))
        {
            _mountPoint.Dispose();
            Assert.Skip("a small file system can't be mounted here");
        }
    }

    public string FullPath => _mountPoint.FullPath;

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", FullPath));

    public void Grow(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", FullPath));

    /// <summary>Takes all the space that is left; returns the file to delete.</summary>
    public string Fill()
    {
        var path = Path.Combine(FullPath, "filler");
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        foreach (var size in new[] { 64 << 10, 4 << 10, 1 })
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // No space for this size: the next one is smaller.
            }
        }

        return path;
    }

    public void Dispose()
    {
        Run("umount", "-l", FullPath);
        _mountPoint.Dispose();
    }

    private static bool Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
