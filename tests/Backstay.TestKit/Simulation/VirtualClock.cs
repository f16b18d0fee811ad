namespace Backstay.TestKit.Simulation;

/// <summary>
/// Time that passes only when a world says so. Timers are refused: a world's agenda is its only timer. The wall clock may be
/// set, forwards and backwards; <see cref="Now"/> and timestamps never jump.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>What the wall clock shows: all that records, entries and ids may be stamped with.</summary>
    public DateTimeOffset Wall { get; private set; } = Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Wall;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("A simulated world has no timers.");

    /// <summary>Moves to a later instant; an earlier one changes nothing.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        if (instant > Now)
        {
            Wall += instant - Now;
            Now = instant;
        }
    }

    /// <summary>Somebody sets the wall clock.</summary>
    public void Set(TimeSpan by) => Wall += by;
}
