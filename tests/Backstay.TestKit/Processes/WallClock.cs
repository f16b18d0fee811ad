using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;

namespace Backstay.TestKit.Processes;

/// <summary>
/// A wall clock that can be set while a process runs: a library put before the C library (wall-clock.c). The monotonic clock is
/// left alone, as it is when somebody sets a machine's time. Skips the test where there is no C compiler to build it.
/// </summary>
internal sealed class WallClock : IDisposable
{
    private readonly string _library;
    private readonly string _path;
    private readonly FileStream _offset;

    /// <param name="folder">For the library, and the file that says how far the clock is off.</param>
    public WallClock(string folder)
    {
        _library = Path.Combine(folder, "wall-clock.so");
        Build(_library);
        _path = Path.Combine(folder, "wall-clock");
        _offset = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Set(TimeSpan.Zero);
    }

    /// <summary>Sets it to so much beyond the machine's, in whole seconds.</summary>
    public void Set(TimeSpan offset)
    {
        // In place and at once: processes have the file in their memory.
        Span<byte> seconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, (long)offset.TotalSeconds);
        RandomAccess.Write(_offset.SafeFileHandle, seconds, fileOffset: 0);
    }

    public void Show(ProcessStartInfo process)
    {
        process.Environment["LD_PRELOAD"] = _library;
        process.Environment["BACKSTAY_TEST_WALL_CLOCK"] = _path;
    }

    public void Dispose() => _offset.Dispose();

    private static void Build(string library)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The wall clock is set by a library for Linux.");
        var source = Path.Combine(RepositoryFolder.Root, "tests", "Backstay.TestKit", "Processes", "wall-clock.c");
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-O2", "-shared", "-fPIC", "-o", library, source]) { RedirectStandardError = true })
                ?? throw new InvalidOperationException("cc does not start.");
            var said = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            Assert.True(compiler.ExitCode == 0, said);
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no C compiler 'cc'.");
        }
    }
}
