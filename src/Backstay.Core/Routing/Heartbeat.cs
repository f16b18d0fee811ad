namespace Backstay.Core.Routing;

/// <summary>
/// Tells which requests were in flight while the process stood still (stopped, swapped out, its machine paused): those are
/// no evidence for either arm (DEFINITIONS.md, "Evidence"). Somebody beats it about every <see cref="Period"/>; a longer
/// pause than <see cref="StallAfter"/> between two beats is a stall. All times are monotonic and have one origin. One
/// caller beats; any thread asks.
/// </summary>
public sealed class Heartbeat
{
    private long _beat;
    private long _stalledUntil = long.MinValue;

    public Heartbeat(TimeSpan now) => _beat = now.Ticks;

    /// <summary>How often it is meant to beat.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromMilliseconds(100);

    public static TimeSpan StallAfter { get; } = TimeSpan.FromSeconds(1);

    /// <returns>How long the process stood still before this beat; null where it did not.</returns>
    public TimeSpan? Beat(TimeSpan now)
    {
        var gap = now - new TimeSpan(Volatile.Read(ref _beat));
        var stalled = gap > StallAfter;
        if (stalled)
        {
            // Before the beat: who sees the new beat must see the stall as well.
            Volatile.Write(ref _stalledUntil, now.Ticks);
        }

        Volatile.Write(ref _beat, now.Ticks);
        return stalled ? gap : null;
    }

    /// <summary>Whether the process stood still at some time between <paramref name="since"/> and <paramref name="now"/>.</summary>
    /// <remarks>
    /// A stall that just ended is known before the next beat, by the beats that are missing. What began between its end and
    /// that beat counts as in flight too: a few milliseconds of evidence too little, never too much.
    /// </remarks>
    public bool StoodStill(TimeSpan since, TimeSpan now)
    {
        var beat = Volatile.Read(ref _beat);
        return now.Ticks - beat > StallAfter.Ticks || since.Ticks <= Volatile.Read(ref _stalledUntil);
    }
}
