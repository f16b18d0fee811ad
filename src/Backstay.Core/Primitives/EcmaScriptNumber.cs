using System.Diagnostics;
using System.Globalization;

namespace Backstay.Core.Primitives;

/// <summary>
/// Numbers as ECMAScript writes them (ECMA-262, Number::toString, radix 10), which RFC 8785 prescribes:
/// the fewest digits that give the same double again, exponents from 1e21 upwards and below 1e-6.
/// </summary>
internal static class EcmaScriptNumber
{
    /// <summary>Room that every double fits into: sign, 17 digits, point, zeros or exponent.</summary>
    public const int MaxLength = 32;

    private const int MaxDigits = 17;
    private const int LargestPlainExponent = 21;
    private const int SmallestPlainExponent = -6;

    /// <summary>Writes a finite double; returns the number of bytes written.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no such number.");
        }

        if (value == 0)
        {
            destination[0] = (byte)'0'; // also for -0
            return 1;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        var (count, exponent) = ShortestDigits(Math.Abs(value), digits);
        var at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        return at + Place(digits[..count], exponent, destination[at..]);
    }

    /// <summary>The digits d1…dk and the n of 0.d1…dk * 10^n.</summary>
    private static (int Count, int Exponent) ShortestDigits(double value, Span<byte> digits)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        if (!value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture))
        {
            throw new UnreachableException("A round-trip form has at most 24 characters.");
        }

        // The runtime's "R" gives too few digits for some powers of two (2^-25 reads back as its neighbour).
        if (double.Parse(text[..length], CultureInfo.InvariantCulture) != value)
        {
            return ShortestDecimal.Find(value, digits);
        }

        var count = 0;
        var exponent = 0;
        var pointSeen = false;
        for (var i = 0; i < length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                pointSeen = true;
            }
            else if (c == 'E')
            {
                exponent += int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (count == 0 && c == '0')
            {
                exponent -= pointSeen ? 1 : 0;
            }
            else if (count < MaxDigits)
            {
                digits[count++] = c;
                exponent += pointSeen ? 0 : 1;
            }
            else
            {
                throw new UnreachableException("A double needs at most 17 digits.");
            }
        }

        while (digits[count - 1] == '0')
        {
            count--;
        }

        return (count, exponent);
    }

    private static int Place(ReadOnlySpan<byte> digits, int exponent, Span<byte> to)
    {
        if (exponent > LargestPlainExponent || exponent <= SmallestPlainExponent)
        {
            return PlaceWithExponent(digits, exponent - 1, to);
        }

        if (exponent <= 0)
        {
            to[0] = (byte)'0';
            to[1] = (byte)'.';
            to.Slice(2, -exponent).Fill((byte)'0');
            digits.CopyTo(to[(2 - exponent)..]);
            return 2 - exponent + digits.Length;
        }

        if (digits.Length <= exponent)
        {
            digits.CopyTo(to);
            to[digits.Length..exponent].Fill((byte)'0');
            return exponent;
        }

        digits[..exponent].CopyTo(to);
        to[exponent] = (byte)'.';
        digits[exponent..].CopyTo(to[(exponent + 1)..]);
        return digits.Length + 1;
    }

    private static int PlaceWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> to)
    {
        var at = 0;
        to[at++] = digits[0];
        if (digits.Length > 1)
        {
            to[at++] = (byte)'.';
            digits[1..].CopyTo(to[at..]);
            at += digits.Length - 1;
        }

        to[at++] = (byte)'e';
        to[at++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(to[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }
}
