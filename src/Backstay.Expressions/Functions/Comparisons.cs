using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>==, != and the orders. Numbers compare across their types by value.</summary>
internal static class Comparisons
{
    private static readonly CelType A = CelType.Parameter("A");

    public static void AddTo(FunctionSet set)
    {
        set.Function("_==_", "Whether two values are equal; numbers by value, everything else only within its type.")
            .LinearGlobal("equals", [A, A], CelType.Bool, static (a, _) => Value.Bool(Equality.AreEqual(a[0], a[1])));
        set.Function("_!=_", "Whether two values are not equal.")
            .LinearGlobal("not_equals", [A, A], CelType.Bool, static (a, _) => Value.Bool(!Equality.AreEqual(a[0], a[1])));
        Order(set, "_<_", "less", "Whether the first comes before the second.", static order => order < 0);
        Order(set, "_<=_", "less_equals", "Whether the first comes before the second or equals it.", static order => order <= 0);
        Order(set, "_>_", "greater", "Whether the first comes after the second.", static order => order > 0);
        Order(set, "_>=_", "greater_equals", "Whether the first comes after the second or equals it.", static order => order >= 0);
    }

    private static void Order(FunctionSet set, string function, string id, string summary, Func<int, bool> holds)
    {
        var adder = set.Function(function, summary);
        Value Body(ReadOnlySpan<Value> a, EvaluationBudget _) => Value.Bool(Ordering.Compare(a[0], a[1]) is { } order && holds(order));
        foreach (var type in new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration })
        {
            adder.Global($"{id}_{type}", [type, type], CelType.Bool, Body);
        }

        adder.LinearGlobal($"{id}_string", [CelType.String, CelType.String], CelType.Bool, Body);
        adder.LinearGlobal($"{id}_bytes", [CelType.Bytes, CelType.Bytes], CelType.Bool, Body);
        CelType[] numbers = [CelType.Int, CelType.Uint, CelType.Double];
        foreach (var left in numbers)
        {
            foreach (var right in numbers.Where(right => !right.Equals(left)))
            {
                adder.Global($"{id}_{left}_{right}", [left, right], CelType.Bool, Body);
            }
        }
    }
}
