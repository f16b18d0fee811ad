using System.Globalization;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>Reads 42, 0x2A, 42u, 4.2, .5, 1e9.</summary>
internal static class NumberLiteral
{
    public readonly record struct Reading(int End, Value Value, ulong? Magnitude, string? Problem);

    public static Reading Read(string source, int start)
    {
        var at = start;
        if (source[at] == '0' && at + 1 < source.Length && source[at + 1] is 'x' or 'X')
        {
            at += 2;
            while (at < source.Length && char.IsAsciiHexDigit(source[at]))
            {
                at++;
            }

            return at == start + 2
                ? new(at, default, null, "After '0x' hexadecimal digits are expected.")
                : Whole(source, start, at, ulong.TryParse(source.AsSpan(start + 2, at - start - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null);
        }

        at = Digits(source, at);
        var isDouble = false;
        if (at + 1 < source.Length && source[at] == '.' && char.IsAsciiDigit(source[at + 1]))
        {
            isDouble = true;
            at = Digits(source, at + 1);
        }

        if (Exponent(source, at) is { } afterExponent)
        {
            isDouble = true;
            at = afterExponent;
        }

        if (!isDouble)
        {
            return Whole(source, start, at, ulong.TryParse(source.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : null);
        }

        var value = double.Parse(source.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        return Follows(source, at) ?? (double.IsInfinity(value)
            ? new(at, default, null, $"{Shown.Text(source[start..at])} is too large for a double.")
            : new(at, Value.Double(value), null, null));
    }

    private static Reading Whole(string source, int start, int end, ulong? magnitude)
    {
        var text = Shown.Text(source[start..end]);
        if (end < source.Length && source[end] is 'u' or 'U')
        {
            return Follows(source, end + 1) ?? (magnitude is { } unsigned
                ? new(end + 1, Value.Uint(unsigned), null, null)
                : new(end + 1, default, null, $"{text} is too large for a uint: the largest is {ulong.MaxValue}."));
        }

        return Follows(source, end) ?? (magnitude is { } whole
            ? new(end, Value.Int(unchecked((long)whole)), whole, null)
            : new(end, default, null, $"{text} is too large for an int: the largest is {long.MaxValue}."));
    }

    /// <summary>A number is no part of a name: 1x is a slip, not 1 and x.</summary>
    private static Reading? Follows(string source, int end) => end < source.Length && Words.ContinuesName(source[end])
        ? new(end + 1, default, null, $"'{source[end]}' can't follow a number.")
        : null;

    private static int Digits(string source, int at)
    {
        while (at < source.Length && char.IsAsciiDigit(source[at]))
        {
            at++;
        }

        return at;
    }

    private static int? Exponent(string source, int at)
    {
        if (at >= source.Length || source[at] is not ('e' or 'E'))
        {
            return null;
        }

        at += at + 1 < source.Length && source[at + 1] is '+' or '-' ? 2 : 1;
        return at < source.Length && char.IsAsciiDigit(source[at]) ? Digits(source, at) : null;
    }
}
