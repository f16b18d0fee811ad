using System.Globalization;
using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>"%s is %.2f".format([name, share]).</summary>
internal static class Format
{
    private const int DefaultPrecision = 6;
    private const int LargestPrecision = 100;

    public static Value Apply(string pattern, ListValue values, EvaluationBudget budget)
    {
        var result = new StringBuilder();
        var used = 0;
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] != '%')
            {
                result.Append(pattern[at]);
                continue;
            }

            if (at + 1 < pattern.Length && pattern[at + 1] == '%')
            {
                result.Append('%');
                at++;
                continue;
            }

            if (ReadClause(pattern, ref at) is not { } clause)
            {
                return Errors.Invalid("A clause of format() is %% or one of %s %d %f %e %b %o %x %X; f and e take a precision of at most 100, as in %.3f.");
            }

            if (used >= values.Count)
            {
                return Errors.Invalid($"format() has more clauses than values: there are {values.Count}.");
            }

            var shown = One(clause.Kind, clause.Precision, values[used++], budget);
            if (shown.IsError)
            {
                return shown;
            }

            result.Append(shown.AsString);
            if (budget.CheckLength(result.Length) is { } tooLong)
            {
                return tooLong;
            }
        }

        return budget.CheckLength(result.Length) ?? Value.String(result.ToString());
    }

    /// <summary>Leaves the place at the clause's last character.</summary>
    private static (char Kind, int Precision)? ReadClause(string pattern, ref int at)
    {
        at++;
        var precision = DefaultPrecision;
        if (at < pattern.Length && pattern[at] == '.')
        {
            var start = ++at;
            while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
            {
                at++;
            }

            if (!int.TryParse(pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) || precision > LargestPrecision)
            {
                return null;
            }
        }

        return at < pattern.Length && "sdfebxXo".Contains(pattern[at], StringComparison.Ordinal) ? (pattern[at], precision) : null;
    }

    private static Value One(char clause, int precision, Value value, EvaluationBudget budget) => (clause, value.Kind) switch
    {
        ('s', _) => FormatText.Of(value, budget),
        ('d' or 'f' or 'e', ValueKind.Double) when !double.IsFinite(value.AsDouble) => Value.String(NumberText.Of(value.AsDouble)),
        ('d', ValueKind.Int) => Value.String(value.AsInt.ToString(CultureInfo.InvariantCulture)),
        ('d', ValueKind.Uint) => Value.String(value.AsUint.ToString(CultureInfo.InvariantCulture)),
        ('f', ValueKind.Int or ValueKind.Uint or ValueKind.Double) => Value.String(ExactDecimal.Fixed(AsDouble(value), precision)),
        ('e', ValueKind.Int or ValueKind.Uint or ValueKind.Double) => Value.String(ExactDecimal.Scientific(AsDouble(value), precision)),
        ('b', ValueKind.Bool) => Value.String(value.AsBool ? "1" : "0"),
        ('b' or 'o' or 'x' or 'X', ValueKind.Int) => Value.String(InBase(clause, Magnitude(value.AsInt), isNegative: value.AsInt < 0)),
        ('b' or 'o' or 'x' or 'X', ValueKind.Uint) => Value.String(InBase(clause, value.AsUint, isNegative: false)),
        ('x' or 'X', ValueKind.String) => Hex(clause, Encoding.UTF8.GetBytes(value.AsString), budget),
        ('x' or 'X', ValueKind.Bytes) => Hex(clause, value.AsBytes.Span, budget),
        _ => Errors.Invalid($"%{clause} can't show {ValueText.KindOf(value)}."),
    };

    private static double AsDouble(Value value) => value.Kind switch
    {
        ValueKind.Int => value.AsInt,
        ValueKind.Uint => value.AsUint,
        _ => value.AsDouble,
    };

    private static ulong Magnitude(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    private static string InBase(char clause, ulong magnitude, bool isNegative)
    {
        var digits = clause switch
        {
            'b' => magnitude.ToString("B", CultureInfo.InvariantCulture),
            'x' => magnitude.ToString("x", CultureInfo.InvariantCulture),
            'X' => magnitude.ToString("X", CultureInfo.InvariantCulture),
            _ => Octal(magnitude),
        };
        return isNegative ? "-" + digits : digits;
    }

    private static string Octal(ulong magnitude)
    {
        var digits = "";
        do
        {
            digits = (char)('0' + (magnitude % 8)) + digits;
            magnitude /= 8;
        }
        while (magnitude != 0);
        return digits;
    }

    private static Value Hex(char clause, ReadOnlySpan<byte> bytes, EvaluationBudget budget) =>
        budget.CheckLength(bytes.Length * 2L) ?? Value.String(clause == 'x' ? Convert.ToHexStringLower(bytes) : Convert.ToHexString(bytes));
}
