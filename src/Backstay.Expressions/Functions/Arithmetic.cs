using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>+ - * / % and the signs. Whole numbers never wrap around: what doesn't fit is an error.</summary>
internal static class Arithmetic
{
    private static readonly CelType[] Ints = [CelType.Int, CelType.Int];
    private static readonly CelType[] Uints = [CelType.Uint, CelType.Uint];
    private static readonly CelType[] Doubles = [CelType.Double, CelType.Double];

    public static void AddTo(FunctionSet set)
    {
        set.Function("_+_", "The sum; texts, bytes and lists one after the other; a time moved by a duration.")
            .Global("add_int", Ints, CelType.Int, static (a, _) => Int((Int128)a[0].AsInt + a[1].AsInt))
            .Global("add_uint", Uints, CelType.Uint, static (a, _) => Uint((Int128)a[0].AsUint + a[1].AsUint))
            .Global("add_double", Doubles, CelType.Double, static (a, _) => Value.Double(a[0].AsDouble + a[1].AsDouble))
            .Global("add_timestamp_duration", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, static (a, _) => Moved(a[0].AsTimestamp, a[1].AsDuration))
            .Global("add_duration_timestamp", [CelType.Duration, CelType.Timestamp], CelType.Timestamp, static (a, _) => Moved(a[1].AsTimestamp, a[0].AsDuration))
            .Global("add_duration", [CelType.Duration, CelType.Duration], CelType.Duration, static (a, _) => Duration((Int128)a[0].AsDuration + a[1].AsDuration))
            .Global("add_string", [CelType.String, CelType.String], CelType.String, static (a, budget) =>
                budget.CheckLength((long)a[0].AsString.Length + a[1].AsString.Length) ?? Value.String(a[0].AsString + a[1].AsString))
            .Global("add_bytes", [CelType.Bytes, CelType.Bytes], CelType.Bytes, static (a, budget) =>
                budget.CheckLength((long)a[0].AsBytes.Length + a[1].AsBytes.Length) ?? Value.Bytes([.. a[0].AsBytes.Span, .. a[1].AsBytes.Span]))
            .Global("add_list", [CelType.List(CelType.Parameter("A")), CelType.List(CelType.Parameter("A"))], CelType.List(CelType.Parameter("A")), static (a, budget) =>
                budget.CheckCount((long)a[0].AsList.Count + a[1].AsList.Count) ?? budget.List([.. a[0].AsList.Items, .. a[1].AsList.Items]));
        set.Function("_-_", "The difference; the time between two timestamps; a time moved back.")
            .Global("subtract_int", Ints, CelType.Int, static (a, _) => Int((Int128)a[0].AsInt - a[1].AsInt))
            .Global("subtract_uint", Uints, CelType.Uint, static (a, _) => Uint((Int128)a[0].AsUint - a[1].AsUint))
            .Global("subtract_double", Doubles, CelType.Double, static (a, _) => Value.Double(a[0].AsDouble - a[1].AsDouble))
            .Global("subtract_timestamp", [CelType.Timestamp, CelType.Timestamp], CelType.Duration, static (a, _) =>
                a[0].AsTimestamp.Minus(a[1].AsTimestamp) is { } difference ? Value.Duration(difference) : Errors.Overflow("duration"))
            .Global("subtract_timestamp_duration", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, static (a, _) => MovedBack(a[0].AsTimestamp, a[1].AsDuration))
            .Global("subtract_duration", [CelType.Duration, CelType.Duration], CelType.Duration, static (a, _) => Duration((Int128)a[0].AsDuration - a[1].AsDuration));
        set.Function("_*_", "The product.")
            .Global("multiply_int", Ints, CelType.Int, static (a, _) => Int((Int128)a[0].AsInt * a[1].AsInt))
            .Global("multiply_uint", Uints, CelType.Uint, static (a, _) =>
                (UInt128)a[0].AsUint * a[1].AsUint is var product && product <= ulong.MaxValue ? Value.Uint((ulong)product) : Errors.Overflow("uint"))
            .Global("multiply_double", Doubles, CelType.Double, static (a, _) => Value.Double(a[0].AsDouble * a[1].AsDouble));
        set.Function("_/_", "The quotient; of whole numbers cut towards zero, and an error by zero.")
            .Global("divide_int", Ints, CelType.Int, static (a, _) => a[1].AsInt == 0 ? Errors.DivisionByZero() : Int((Int128)a[0].AsInt / a[1].AsInt))
            .Global("divide_uint", Uints, CelType.Uint, static (a, _) => a[1].AsUint == 0 ? Errors.DivisionByZero() : Value.Uint(a[0].AsUint / a[1].AsUint))
            .Global("divide_double", Doubles, CelType.Double, static (a, _) => Value.Double(a[0].AsDouble / a[1].AsDouble));
        set.Function("_%_", "What is left after the division of whole numbers; it has the first one's sign.")
            .Global("modulo_int", Ints, CelType.Int, static (a, _) => a[1].AsInt == 0 ? Errors.DivisionByZero() : Int((Int128)a[0].AsInt % a[1].AsInt))
            .Global("modulo_uint", Uints, CelType.Uint, static (a, _) => a[1].AsUint == 0 ? Errors.DivisionByZero() : Value.Uint(a[0].AsUint % a[1].AsUint));
        set.Function(Operators.Negate, "The number with the other sign.")
            .Global("negate_int", [CelType.Int], CelType.Int, static (a, _) => Int(-(Int128)a[0].AsInt))
            .Global("negate_double", [CelType.Double], CelType.Double, static (a, _) => Value.Double(-a[0].AsDouble));
        set.Function(Operators.Not, "True for false, and false for true.")
            .Global("not", [CelType.Bool], CelType.Bool, static (a, _) => Value.Bool(!a[0].AsBool));
    }

    private static Value Int(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? Value.Int((long)value) : Errors.Overflow("int");

    private static Value Uint(Int128 value) => value >= 0 && value <= ulong.MaxValue ? Value.Uint((ulong)value) : Errors.Overflow("uint");

    private static Value Duration(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? Value.Duration((long)value) : Errors.Overflow("duration");

    private static Value Moved(Instant time, long by) => time.Plus(by) is { } moved ? Value.Timestamp(moved) : Errors.Overflow("timestamp");

    /// <summary>In two steps, as the smallest duration has no opposite.</summary>
    private static Value MovedBack(Instant time, long by) =>
        by == long.MinValue
            ? time.Plus(long.MaxValue)?.Plus(1) is { } moved ? Value.Timestamp(moved) : Errors.Overflow("timestamp")
            : Moved(time, -by);
}
