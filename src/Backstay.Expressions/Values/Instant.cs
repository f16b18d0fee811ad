using System.Numerics;

namespace Backstay.Expressions.Values;

/// <summary>A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds (0 to 999,999,999) after that second.</summary>
public readonly record struct Instant(long Seconds, int Nanos) : IComparable<Instant>, IComparisonOperators<Instant, Instant, bool>
{
    public const long FirstSecond = -62_135_596_800;
    public const long LastSecond = 253_402_300_799;
    public const int NanosPerSecond = 1_000_000_000;

    /// <summary>Whether it lies in the years 1 to 9999.</summary>
    public bool IsInRange => Seconds is >= FirstSecond and <= LastSecond && Nanos is >= 0 and < NanosPerSecond;

    public static Instant Of(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTime.UnixEpoch.Ticks;
        var seconds = (long)Math.Floor((decimal)ticks / TimeSpan.TicksPerSecond);
        return new(seconds, (int)(ticks - (seconds * TimeSpan.TicksPerSecond)) * 100);
    }

    /// <summary>Null where the sum lies outside the range.</summary>
    public Instant? Plus(long nanoseconds)
    {
        var sum = ((Int128)Seconds * NanosPerSecond) + Nanos + nanoseconds;
        var seconds = sum / NanosPerSecond;
        var nanos = sum % NanosPerSecond;
        if (nanos < 0)
        {
            seconds--;
            nanos += NanosPerSecond;
        }

        var result = new Instant((long)seconds, (int)nanos);
        return result.IsInRange ? result : null;
    }

    /// <summary>Nanoseconds; null where they don't fit.</summary>
    public long? Minus(Instant other)
    {
        var nanos = ((Int128)(Seconds - other.Seconds) * NanosPerSecond) + (Nanos - other.Nanos);
        return nanos >= long.MinValue && nanos <= long.MaxValue ? (long)nanos : null;
    }

    public int CompareTo(Instant other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanos.CompareTo(other.Nanos);

    public static bool operator <(Instant left, Instant right) => left.CompareTo(right) < 0;

    public static bool operator >(Instant left, Instant right) => left.CompareTo(right) > 0;

    public static bool operator <=(Instant left, Instant right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Instant left, Instant right) => left.CompareTo(right) >= 0;
}
