using System.Runtime.InteropServices;

namespace Backstay.Hosting;

/// <summary>CPU time of the calling thread. A run computes on the thread that asks for it, so a difference is the run's own.</summary>
internal static partial class ThreadCpuClock
{
    private const int ThreadCpuTime = 3;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since the thread began; 0 where the system has no such clock.</summary>
    public static long Nanoseconds() => ClockGetTime(ThreadCpuTime, out var time) == 0
        ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds
        : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
