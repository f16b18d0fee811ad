using System.Diagnostics;
using System.Globalization;

namespace Backstay.TestKit.Processes;

/// <summary>
/// A wall clock that can be set while a process runs: libfaketime, put before the C library. The monotonic clock is left alone,
/// as it is when somebody sets a machine's time. Skips the test where the library is not installed.
/// </summary>
internal sealed class WallClock
{
    private const string Library = "libfaketimeMT.so.1";

    private readonly string _library;
    private readonly string _file;

    /// <param name="folder">For the file that says how far the clock is off.</param>
    public WallClock(string folder)
    {
        _library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib", "faketime", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true })
                .Select(found => Path.Combine(found, Library)).FirstOrDefault(File.Exists) ?? ""
            : "";
        Assert.SkipWhen(_library.Length == 0, $"{Library} is not installed");
        _file = Path.Combine(folder, "wall-clock");
        Set(TimeSpan.Zero);
    }

    /// <summary>Sets it to so much beyond the machine's.</summary>
    public void Set(TimeSpan offset)
    {
        File.WriteAllText(_file + ".new", offset.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        File.Move(_file + ".new", _file, overwrite: true);
    }

    public void Show(ProcessStartInfo process)
    {
        process.Environment["LD_PRELOAD"] = _library;
        process.Environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        process.Environment["FAKETIME_NO_CACHE"] = "1";
        process.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
    }
}
