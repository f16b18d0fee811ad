using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Bits of 64-bit numbers.</summary>
internal static class BitFunctions
{
    private const int Bits = 64;

    public static void AddTo(FunctionSet set)
    {
        Pair(set, "bitAnd", "The bits that are set in both.", static (a, b) => a & b);
        Pair(set, "bitOr", "The bits that are set in either.", static (a, b) => a | b);
        Pair(set, "bitXor", "The bits that are set in one alone.", static (a, b) => a ^ b);
        set.Function("math.bitNot", "Every bit turned over.")
            .Global("math_bitNot_int", [CelType.Int], CelType.Int, static (a, _) => Value.Int(~a[0].AsInt))
            .Global("math_bitNot_uint", [CelType.Uint], CelType.Uint, static (a, _) => Value.Uint(~a[0].AsUint));
        Shift(set, "bitShiftLeft", "The bits moved up; zeros come in, and 64 places or more leave 0.", static (bits, by) => bits << by);
        Shift(set, "bitShiftRight", "The bits moved down; zeros come in, also for negative numbers.", static (bits, by) => bits >> by);
    }

    private static void Pair(FunctionSet set, string name, string summary, Func<ulong, ulong, ulong> combine) =>
        set.Function($"math.{name}", summary)
            .Global($"math_{name}_int", [CelType.Int, CelType.Int], CelType.Int, (a, _) =>
                Value.Int(unchecked((long)combine((ulong)a[0].AsInt, (ulong)a[1].AsInt))))
            .Global($"math_{name}_uint", [CelType.Uint, CelType.Uint], CelType.Uint, (a, _) => Value.Uint(combine(a[0].AsUint, a[1].AsUint)));

    private static void Shift(FunctionSet set, string name, string summary, Func<ulong, int, ulong> shift)
    {
        ulong? Shifted(ulong bits, long by) => by < 0 ? null : by >= Bits ? 0 : shift(bits, (int)by);
        set.Function($"math.{name}", summary)
            .Global($"math_{name}_int", [CelType.Int, CelType.Int], CelType.Int, (a, _) =>
                Shifted(unchecked((ulong)a[0].AsInt), a[1].AsInt) is { } bits ? Value.Int(unchecked((long)bits)) : Negative(a[1]))
            .Global($"math_{name}_uint", [CelType.Uint, CelType.Int], CelType.Uint, (a, _) =>
                Shifted(a[0].AsUint, a[1].AsInt) is { } bits ? Value.Uint(bits) : Negative(a[1]));
    }

    private static Value Negative(Value by) => Errors.Invalid($"Bits can't be moved by {by}: the number of places is at least 0.");
}
