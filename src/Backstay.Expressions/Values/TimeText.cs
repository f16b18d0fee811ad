using System.Buffers;
using System.Globalization;

namespace Backstay.Expressions.Values;

/// <summary>Points in time (RFC 3339) and lengths of time (1h30m, 1.5s) as text.</summary>
internal static class TimeText
{
    private const int LongestDuration = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> DigitsAndPoint = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanos)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];

    public static string Of(Instant time)
    {
        var civil = CivilTime.Of(time.Seconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{civil.Year:D4}-{civil.Month:D2}-{civil.Day:D2}T{civil.Hour:D2}:{civil.Minute:D2}:{civil.Second:D2}{Fraction(time.Nanos)}Z");
    }

    /// <summary>Seconds with as many decimals as are needed: 1.5s.</summary>
    public static string OfDuration(long nanoseconds)
    {
        var magnitude = nanoseconds < 0 ? (ulong)-(nanoseconds + 1) + 1 : (ulong)nanoseconds;
        var fraction = Fraction((int)(magnitude % Instant.NanosPerSecond));
        return string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds < 0 ? "-" : "")}{magnitude / Instant.NanosPerSecond}{fraction}s");
    }

    /// <summary>Null for what isn't RFC 3339, or outside the years 1 to 9999 in UTC.</summary>
    public static Instant? ParseTimestamp(string text)
    {
        var reader = new DigitReader(text);
        if (!reader.Number(4, out var year) || !reader.Sign('-') || !reader.Number(2, out var month) || !reader.Sign('-') || !reader.Number(2, out var day)
            || !reader.OneOf("Tt") || !reader.Number(2, out var hour) || !reader.Sign(':') || !reader.Number(2, out var minute) || !reader.Sign(':')
            || !reader.Number(2, out var second) || !reader.Fraction(out var nanos) || !reader.Offset(out var offset) || !reader.AtEnd)
        {
            return null;
        }

        if (month is < 1 or > 12 || day < 1 || day > CivilTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var seconds = (CivilTime.DaysOf(year, month, day) * 86_400) + (hour * 3600) + (minute * 60) + second - offset;
        var instant = new Instant(seconds, nanos);
        return instant.IsInRange ? instant : null;
    }

    /// <summary>Nanoseconds; null for what is no duration or doesn't fit. Digits beyond nanoseconds are cut off.</summary>
    public static long? ParseDuration(string text)
    {
        var isNegative = text.StartsWith('-');
        var rest = text.AsSpan(isNegative || text.StartsWith('+') ? 1 : 0);
        if (rest.Length is 0 or > LongestDuration)
        {
            return null;
        }

        if (rest is "0")
        {
            return 0;
        }

        decimal total = 0;
        while (!rest.IsEmpty)
        {
            if (Part(ref rest) is not { } part)
            {
                return null;
            }

            total += part;
            if (total > ulong.MaxValue)
            {
                return null;
            }
        }

        total = isNegative ? -total : total;
        return total is >= long.MinValue and <= long.MaxValue ? (long)total : null;
    }

    private static decimal? Part(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExcept(DigitsAndPoint);
        if (length <= 0 || rest[..length].Count('.') > 1 || rest[..length] is "." || length > 28)
        {
            return null;
        }

        var amount = decimal.Parse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        rest = rest[length..];
        var unitLength = rest.IndexOfAny(DigitsAndPoint);
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        foreach (var (name, nanos) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                rest = rest[unit.Length..];
                return amount > long.MaxValue ? null : decimal.Truncate(amount * nanos);
            }
        }

        return null;
    }

    private static string Fraction(int nanos) =>
        nanos == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{nanos:D9}").TrimEnd('0');

    /// <summary>Reads fixed numbers of digits; every method says whether its part was there.</summary>
    private ref struct DigitReader(string text)
    {
        private ReadOnlySpan<char> _rest = text;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Number(int digits, out int value)
        {
            value = 0;
            if (_rest.Length < digits || _rest[..digits].ContainsAnyExcept(Digits))
            {
                return false;
            }

            value = int.Parse(_rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            _rest = _rest[digits..];
            return true;
        }

        public bool Sign(char sign)
        {
            if (_rest.IsEmpty || _rest[0] != sign)
            {
                return false;
            }

            _rest = _rest[1..];
            return true;
        }

        public bool OneOf(string signs) => !_rest.IsEmpty && signs.Contains(_rest[0], StringComparison.Ordinal) && Sign(_rest[0]);

        public bool Fraction(out int nanos)
        {
            nanos = 0;
            if (!Sign('.'))
            {
                return true;
            }

            var length = _rest.IndexOfAnyExcept(Digits);
            if (length is <= 0 or > 9)
            {
                return false;
            }

            nanos = int.Parse(_rest[..length].ToString().PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
            _rest = _rest[length..];
            return true;
        }

        public bool Offset(out int seconds)
        {
            seconds = 0;
            if (OneOf("Zz"))
            {
                return true;
            }

            var isNegative = Sign('-');
            if ((!isNegative && !Sign('+')) || !Number(2, out var hours) || !Sign(':') || !Number(2, out var minutes) || hours > 23 || minutes > 59)
            {
                return false;
            }

            seconds = ((hours * 3600) + (minutes * 60)) * (isNegative ? -1 : 1);
            return true;
        }
    }
}
