using System.Runtime.CompilerServices;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>Times as entries write them: RFC 3339 in UTC with exactly six fractional digits.</summary>
internal static class LedgerTime
{
    /// <summary>Length of <c>2026-01-31T23:59:59.000001Z</c>.</summary>
    public const int Length = 27;

    /// <summary>The instant in UTC without what is finer than a microsecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Whether an entry can say this time exactly.</summary>
    public static bool IsExact(DateTimeOffset time) =>
        time.Offset == TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerMicrosecond == 0;

    /// <summary>Writes an exact time.</summary>
    public static void Format(DateTimeOffset time, Span<byte> to)
    {
        Digits(time.Year, to[..4]);
        to[4] = (byte)'-';
        Digits(time.Month, to[5..7]);
        to[7] = (byte)'-';
        Digits(time.Day, to[8..10]);
        to[10] = (byte)'T';
        Digits(time.Hour, to[11..13]);
        to[13] = (byte)':';
        Digits(time.Minute, to[14..16]);
        to[16] = (byte)':';
        Digits(time.Second, to[17..19]);
        to[19] = (byte)'.';
        Digits((int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond), to[20..26]);
        to[26] = (byte)'Z';
    }

    /// <summary>Reads exactly what <see cref="Format"/> writes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length != Length || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
            || text[16] != ':' || text[19] != '.' || text[26] != 'Z')
        {
            return false;
        }

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        var micro = Number(text[20..26]);
        if (year is < 1 or > 9999 || month is < 1 or > 12 || hour is < 0 or > 23 || minute is < 0 or > 59
            || second is < 0 or > 59 || micro < 0 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            .AddTicks(micro * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    private static void Digits(int value, Span<byte> to)
    {
        for (var i = to.Length - 1; i >= 0; i--)
        {
            to[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    /// <summary>-1 where a byte is no digit.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
