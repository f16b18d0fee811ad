namespace Backstay.Gateway.Requests;

/// <summary>Monotonic durations in microseconds.</summary>
internal static class Clock
{
    public static long MicrosecondsSince(this TimeProvider time, long start) =>
        (long)time.GetElapsedTime(start).TotalMicroseconds;
}
