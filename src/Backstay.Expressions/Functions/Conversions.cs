using System.Globalization;
using System.Text;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>bool, int, uint, double, string, bytes, timestamp, duration, dyn and type. What doesn't fit is an error.</summary>
internal static class Conversions
{
    private const double TwoToThe63 = 9_223_372_036_854_775_808.0;
    private const double TwoToThe64 = 18_446_744_073_709_551_616.0;

    /// <summary>Longer texts are no number.</summary>
    private const int LongestNumber = 400;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void AddTo(FunctionSet set)
    {
        AddNumbers(set);
        set.Function("bool", "The text true, t or 1, false, f or 0 (also True, TRUE, T and so on) as a bool.")
            .Global("bool_to_bool", [CelType.Bool], CelType.Bool, Same)
            .Global("string_to_bool", [CelType.String], CelType.Bool, static (a, _) => ToBool(a[0].AsString));
        set.Function("string", "The value as text.")
            .Global("string_to_string", [CelType.String], CelType.String, Same)
            .Global("bool_to_string", [CelType.Bool], CelType.String, static (a, _) => Value.String(a[0].AsBool ? "true" : "false"))
            .Global("int_to_string", [CelType.Int], CelType.String, static (a, _) => Value.String(a[0].AsInt.ToString(CultureInfo.InvariantCulture)))
            .Global("uint_to_string", [CelType.Uint], CelType.String, static (a, _) => Value.String(a[0].AsUint.ToString(CultureInfo.InvariantCulture)))
            .Global("double_to_string", [CelType.Double], CelType.String, static (a, _) => Value.String(NumberText.Of(a[0].AsDouble)))
            .LinearGlobal("bytes_to_string", [CelType.Bytes], CelType.String, static (a, _) => ToText(a[0].AsBytes))
            .Global("timestamp_to_string", [CelType.Timestamp], CelType.String, static (a, _) => Value.String(TimeText.Of(a[0].AsTimestamp)))
            .Global("duration_to_string", [CelType.Duration], CelType.String, static (a, _) => Value.String(TimeText.OfDuration(a[0].AsDuration)));
        set.Function("bytes", "The text's UTF-8 bytes.")
            .Global("bytes_to_bytes", [CelType.Bytes], CelType.Bytes, Same)
            .LinearGlobal("string_to_bytes", [CelType.String], CelType.Bytes, static (a, budget) => ToBytes(a[0].AsString, budget));
        set.Function("timestamp", "A point in time from RFC 3339 text, or from seconds since 1970; years 1 to 9999.")
            .Global("timestamp_to_timestamp", [CelType.Timestamp], CelType.Timestamp, Same)
            .Global("string_to_timestamp", [CelType.String], CelType.Timestamp, static (a, _) => ToTimestamp(a[0].AsString))
            .Global("int_to_timestamp", [CelType.Int], CelType.Timestamp, static (a, _) =>
                new Instant(a[0].AsInt, 0) is { IsInRange: true } instant ? Value.Timestamp(instant) : Errors.Overflow("timestamp"));
        set.Function("duration", "A length of time from text such as 1h30m or -1.5s; units h, m, s, ms, us, ns; about 292 years either way.")
            .Global("duration_to_duration", [CelType.Duration], CelType.Duration, Same)
            .Global("string_to_duration", [CelType.String], CelType.Duration, static (a, _) => TimeText.ParseDuration(a[0].AsString) is { } nanos
                ? Value.Duration(nanos)
                : Errors.Invalid($"{ValueText.Show(a[0])} is no duration of at most 292 years, such as 1h30m or 1.5s."));
        set.Function("dyn", "The same value, of a type that is known only when it is evaluated.")
            .Global("to_dyn", [CelType.Parameter("A")], CelType.Dyn, Same);
        set.Function("type", "The value's type.")
            .Global("type", [CelType.Parameter("A")], CelType.Type(CelType.Parameter("A")), static (a, _) => Value.Type(ValueText.TypeOf(a[0])));
    }

    private static void AddNumbers(FunctionSet set)
    {
        set.Function("int", "The number without its fraction, or the text's number, or a timestamp's seconds since 1970.")
            .Global("int_to_int", [CelType.Int], CelType.Int, Same)
            .Global("uint_to_int", [CelType.Uint], CelType.Int, static (a, _) =>
                a[0].AsUint <= long.MaxValue ? Value.Int((long)a[0].AsUint) : Errors.Overflow("int"))
            .Global("double_to_int", [CelType.Double], CelType.Int, static (a, _) =>
                a[0].AsDouble is > -TwoToThe63 and < TwoToThe63 ? Value.Int((long)a[0].AsDouble) : Errors.Overflow("int"))
            .Global("string_to_int", [CelType.String], CelType.Int, static (a, _) =>
                long.TryParse(Short(a[0]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? Value.Int(value) : NoNumber(a[0], "an int"))
            .Global("timestamp_to_int", [CelType.Timestamp], CelType.Int, static (a, _) => Value.Int(a[0].AsTimestamp.Seconds));
        set.Function("uint", "The number without its fraction, or the text's number; an error below zero.")
            .Global("uint_to_uint", [CelType.Uint], CelType.Uint, Same)
            .Global("int_to_uint", [CelType.Int], CelType.Uint, static (a, _) => a[0].AsInt >= 0 ? Value.Uint((ulong)a[0].AsInt) : Errors.Overflow("uint"))
            .Global("double_to_uint", [CelType.Double], CelType.Uint, static (a, _) =>
                a[0].AsDouble is >= 0 and < TwoToThe64 ? Value.Uint((ulong)a[0].AsDouble) : Errors.Overflow("uint"))
            .Global("string_to_uint", [CelType.String], CelType.Uint, static (a, _) =>
                ulong.TryParse(Short(a[0]), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Value.Uint(value) : NoNumber(a[0], "a uint"));
        set.Function("double", "The nearest double to the number, or to the text's number; also NaN, Infinity and -Infinity.")
            .Global("double_to_double", [CelType.Double], CelType.Double, Same)
            .Global("int_to_double", [CelType.Int], CelType.Double, static (a, _) => Value.Double(a[0].AsInt))
            .Global("uint_to_double", [CelType.Uint], CelType.Double, static (a, _) => Value.Double(a[0].AsUint))
            .Global("string_to_double", [CelType.String], CelType.Double, static (a, _) => ToDouble(a[0]));
    }

    private static Value Same(ReadOnlySpan<Value> a, EvaluationBudget budget) => a[0];

    private static string Short(Value text) => text.AsString.Length <= LongestNumber ? text.AsString : "";

    private static Value NoNumber(Value text, string what) => Errors.Invalid($"{ValueText.Show(text)} is not the text of {what}.");

    private static Value ToDouble(Value text)
    {
        switch (text.AsString)
        {
            case "NaN": return Value.Double(double.NaN);
            case "Infinity" or "+Infinity": return Value.Double(double.PositiveInfinity);
            case "-Infinity": return Value.Double(double.NegativeInfinity);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(Short(text), Style, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? Value.Double(value)
            : NoNumber(text, "a double");
    }

    private static Value ToBool(string text) => text switch
    {
        "true" or "True" or "TRUE" or "t" or "T" or "1" => Value.True,
        "false" or "False" or "FALSE" or "f" or "F" or "0" => Value.False,
        _ => NoNumber(Value.String(text), "a bool"),
    };

    private static Value ToText(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Value.String(StrictUtf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return Errors.Invalid("The bytes are no UTF-8 text.");
        }
    }

    private static Value ToBytes(string text, EvaluationBudget budget) =>
        budget.CheckLength(Encoding.UTF8.GetByteCount(text)) ?? Value.Bytes(Encoding.UTF8.GetBytes(text));

    private static Value ToTimestamp(string text) => TimeText.ParseTimestamp(text) is { } instant
        ? Value.Timestamp(instant)
        : Errors.Invalid($"{ValueText.Show(Value.String(text))} is no RFC 3339 time of the years 1 to 9999, such as 2026-11-22T01:02:03Z.");
}
