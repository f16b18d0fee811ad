using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Greatest and least, rounding, signs.</summary>
internal static class MathFunctions
{
    private static readonly CelType[] Numbers = [CelType.Int, CelType.Uint, CelType.Double];

    public static void AddTo(FunctionSet set)
    {
        AddExtreme(set, "greatest", sign: 1);
        AddExtreme(set, "least", sign: -1);
        Rounding(set, "ceil", "The next whole double upwards.", Math.Ceiling);
        Rounding(set, "floor", "The next whole double downwards.", Math.Floor);
        Rounding(set, "round", "The nearest whole double; halves go away from zero.", static x => Math.Round(x, MidpointRounding.AwayFromZero));
        Rounding(set, "trunc", "The double without its fraction.", Math.Truncate);
        Rounding(set, "sqrt", "The square root; NaN below zero.", Math.Sqrt)
            .Global("math_sqrt_int", [CelType.Int], CelType.Double, static (a, _) => Value.Double(Math.Sqrt(a[0].AsInt)))
            .Global("math_sqrt_uint", [CelType.Uint], CelType.Double, static (a, _) => Value.Double(Math.Sqrt(a[0].AsUint)));
        set.Function("math.abs", "The number without its sign.")
            .Global("math_abs_int", [CelType.Int], CelType.Int, static (a, _) =>
                a[0].AsInt == long.MinValue ? Errors.Overflow("int") : Value.Int(Math.Abs(a[0].AsInt)))
            .Global("math_abs_uint", [CelType.Uint], CelType.Uint, static (a, _) => a[0])
            .Global("math_abs_double", [CelType.Double], CelType.Double, static (a, _) => Value.Double(Math.Abs(a[0].AsDouble)));
        set.Function("math.sign", "-1, 0 or 1, of the number's type; NaN for NaN.")
            .Global("math_sign_int", [CelType.Int], CelType.Int, static (a, _) => Value.Int(Math.Sign(a[0].AsInt)))
            .Global("math_sign_uint", [CelType.Uint], CelType.Uint, static (a, _) => Value.Uint(a[0].AsUint == 0 ? 0UL : 1UL))
            .Global("math_sign_double", [CelType.Double], CelType.Double, static (a, _) =>
                Value.Double(double.IsNaN(a[0].AsDouble) ? double.NaN : Math.Sign(a[0].AsDouble)));
        Question(set, "isNaN", "Whether the double is no number.", double.IsNaN);
        Question(set, "isInf", "Whether the double is infinite.", double.IsInfinity);
        Question(set, "isFinite", "Whether the double is neither infinite nor NaN.", double.IsFinite);
    }

    /// <summary>More than two arguments come as a list (see the macros).</summary>
    private static void AddExtreme(FunctionSet set, string name, int sign)
    {
        var adder = set.Function($"math.{name}", $"The {name} of one or more numbers, or of a list of them; of equal ones, the first.");
        Value Pick(ReadOnlySpan<Value> a, EvaluationBudget _) => Extreme(a, sign);
        foreach (var type in Numbers)
        {
            adder.Global($"math_{name}_{type}", [type], type, Pick).Global($"math_{name}_{type}_{type}", [type, type], type, Pick);
            foreach (var other in Numbers.Where(other => !other.Equals(type)))
            {
                adder.Global($"math_{name}_{type}_{other}", [type, other], CelType.Dyn, Pick);
            }
        }

        foreach (var type in Numbers)
        {
            adder.LinearGlobal($"math_{name}_list_{type}", [CelType.List(type)], type, (a, _) => Extreme(a[0].AsList.Items, sign));
        }
    }

    private static Value Extreme(ReadOnlySpan<Value> numbers, int sign)
    {
        if (numbers.IsEmpty)
        {
            return Errors.Invalid("An empty list has no greatest and no least.");
        }

        var found = numbers[0];
        foreach (var number in numbers)
        {
            if (number.Kind is not (ValueKind.Int or ValueKind.Uint or ValueKind.Double))
            {
                return Errors.NoOverload($"Numbers are expected, not {ValueText.KindOf(number)}.");
            }

            if (Ordering.CompareNumbers(number, found) is { } order && order * sign > 0)
            {
                found = number;
            }
        }

        return found;
    }

    private static FunctionSet.Adder Rounding(FunctionSet set, string name, string summary, Func<double, double> round) =>
        set.Function($"math.{name}", summary)
            .Global($"math_{name}_double", [CelType.Double], CelType.Double, (a, _) => Value.Double(round(a[0].AsDouble)));

    private static void Question(FunctionSet set, string name, string summary, Func<double, bool> holds) =>
        set.Function($"math.{name}", summary)
            .Global($"math_{name}_double", [CelType.Double], CelType.Bool, (a, _) => Value.Bool(holds(a[0].AsDouble)));
}
