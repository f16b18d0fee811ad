using System.Globalization;

namespace Backstay.Expressions.Values;

/// <summary>Numbers as text, the same in every culture.</summary>
internal static class NumberText
{
    private const int LargestPlainExponent = 20;
    private const int SmallestPlainExponent = -7;

    /// <summary>The shortest digits that give the same double again; an exponent from 1e21 and below 1e-7.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        // "E16" has 17 digits; "R" has as few as are needed, but changes its form by size.
        var scientific = value.ToString("R", CultureInfo.InvariantCulture);
        if (!scientific.Contains('E', StringComparison.Ordinal))
        {
            return scientific;
        }

        var sign = value < 0 ? "-" : "";
        var parts = scientific.TrimStart('-').Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        return exponent switch
        {
            > LargestPlainExponent or < SmallestPlainExponent => string.Create(CultureInfo.InvariantCulture, $"{sign}{parts[0]}e{(exponent < 0 ? "" : "+")}{exponent}"),
            >= 0 => sign + digits.PadRight(exponent + 1, '0'),
            _ => sign + "0." + digits.PadLeft(digits.Length - exponent - 1, '0'),
        };
    }

    /// <summary>As a literal that is a double: 1.0, not 1.</summary>
    public static string OfLiteral(double value)
    {
        var text = Of(value);
        return text.AsSpan().ContainsAny(".eNI") ? text : text + ".0";
    }
}
