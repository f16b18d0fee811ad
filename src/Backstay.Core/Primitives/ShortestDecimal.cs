using System.Diagnostics;
using System.Globalization;

namespace Backstay.Core.Primitives;

/// <summary>
/// The fewest decimal digits that read as a given double, found by trying: for every length the two decimals around the
/// exact value; the nearer one wins, of two equally near ones the even one (ECMA-262, Number::toString, note 2). Slow and plain.
/// </summary>
internal static class ShortestDecimal
{
    // A double's exact decimal expansion has at most 767 significant digits.
    private const string ExactFormat = "E766";
    private const int ExactDigits = 767;
    private const int MaxDigits = 17;

    /// <summary>The digits d1…dk of a positive finite double, and the n of 0.d1…dk * 10^n.</summary>
    public static (int Count, int Exponent) Find(double value, Span<byte> digits)
    {
        Span<byte> text = stackalloc byte[ExactDigits + 8];
        if (!value.TryFormat(text, out var length, ExactFormat, CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("The exact form has a known length.");
        }

        var exponent = 1 + int.Parse(text[(ExactDigits + 2)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        text[1] = text[0]; // closes the gap of the point
        var exact = text.Slice(1, ExactDigits);
        for (var count = 1; count <= MaxDigits; count++)
        {
            var below = long.Parse(exact[..count], CultureInfo.InvariantCulture);
            var (near, far) = RoundsUp(exact, count, below) ? (below + 1, below) : (below, below + 1);
            foreach (var candidate in (ReadOnlySpan<long>)[near, far])
            {
                if (ReadsAs(candidate, exponent - count, value))
                {
                    return Write(candidate, exponent - count, digits);
                }
            }
        }

        throw new UnreachableException("17 digits are enough for every double.");
    }

    private static bool RoundsUp(ReadOnlySpan<byte> exact, int count, long below)
    {
        var rest = exact[count..];
        var isHalf = rest[0] == '5' && !rest[1..].ContainsAnyExcept((byte)'0');
        return isHalf ? (below & 1) == 1 : rest[0] >= '5';
    }

    private static bool ReadsAs(long digits, int power, double value)
    {
        Span<byte> text = stackalloc byte[MaxDigits + 8];
        digits.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text[length++] = (byte)'E';
        power.TryFormat(text[length..], out var more, default, CultureInfo.InvariantCulture);
        return double.Parse(text[..(length + more)], NumberStyles.Float, CultureInfo.InvariantCulture) == value;
    }

    private static (int Count, int Exponent) Write(long digits, int power, Span<byte> to)
    {
        while (digits % 10 == 0)
        {
            digits /= 10;
            power++;
        }

        digits.TryFormat(to, out var count, default, CultureInfo.InvariantCulture);
        return (count, power + count);
    }
}
