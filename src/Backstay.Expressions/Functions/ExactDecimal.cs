using System.Globalization;
using System.Numerics;

namespace Backstay.Expressions.Functions;

/// <summary>
/// Finite doubles with a fixed number of decimals, rounded from their exact value, halves to even: 2.5 is 2 and 1.2345 is
/// 1.234, as the double is a little less. .NET's own formats round halves away from zero.
/// </summary>
internal static class ExactDecimal
{
    private const int FractionBits = 52;
    private const int ExponentBias = 1075;

    public static string Fixed(double value, int decimals)
    {
        var digits = Scaled(value, decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return Sign(value) + (decimals == 0 ? digits : $"{digits[..^decimals]}.{digits[^decimals..]}");
    }

    /// <summary>One digit before the point; an exponent of at least two digits with its sign.</summary>
    public static string Scientific(double value, int decimals)
    {
        var exponent = value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var digits = Scaled(value, decimals - exponent).ToString(CultureInfo.InvariantCulture);
        if (value == 0)
        {
            digits = digits.PadLeft(decimals + 1, '0');
        }
        else if (digits.Length != decimals + 1)
        {
            // The logarithm was rounded, or the digits were rounded up to the next power of ten.
            exponent += digits.Length - decimals - 1;
            digits = Scaled(value, decimals - exponent).ToString(CultureInfo.InvariantCulture);
        }

        var fraction = decimals == 0 ? "" : "." + digits[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{Sign(value)}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):D2}");
    }

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    /// <summary>The nearest whole number to the magnitude times ten to a power.</summary>
    private static BigInteger Scaled(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> FractionBits) & 0x7FF);
        var mantissa = bits & ((1L << FractionBits) - 1);
        mantissa |= exponent == 0 ? 0 : 1L << FractionBits;
        var shift = Math.Max(exponent, 1) - ExponentBias;

        BigInteger numerator = mantissa;
        BigInteger denominator = 1;
        numerator *= power > 0 ? BigInteger.Pow(10, power) : 1;
        denominator *= power < 0 ? BigInteger.Pow(10, -power) : 1;
        numerator <<= Math.Max(shift, 0);
        denominator <<= Math.Max(-shift, 0);

        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
