using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>size, in, and reading items of lists and maps.</summary>
internal static class Collections
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType B = CelType.Parameter("B");
    private static readonly CelType ListOfA = CelType.List(A);
    private static readonly CelType MapOfAB = CelType.Map(A, B);
    private static readonly CelType OptionalList = CelType.Optional(ListOfA);
    private static readonly CelType OptionalMap = CelType.Optional(MapOfAB);

    public static void AddTo(FunctionSet set)
    {
        AddSize(set);
        set.Function(Operators.In, "Whether a list has an equal item, or a map an equal key.")
            .LinearGlobal("in_list", [A, ListOfA], CelType.Bool, static (a, _) => Value.Bool(Contains(a[1].AsList, a[0])))
            .Global("in_map", [A, MapOfAB], CelType.Bool, static (a, budget) =>
                budget.TrySpend(a[0].Weight) ? Value.Bool(a[1].AsMap.TryGet(a[0], out var _)) : budget.OutOfSteps());
        set.Function(Operators.Index, "The item at a place (from 0) or under a key; an error where there is none.")
            .Global("index_list", [ListOfA, CelType.Int], A, ReadAt).Taking(ListOfA, CelType.Dyn)
            .Global("index_map", [MapOfAB, A], B, ReadAt)
            .Global("index_optional_list", [OptionalList, CelType.Int], CelType.Optional(A), ReadOptionallyAt).Taking(OptionalList, CelType.Dyn)
            .Global("index_optional_map", [OptionalMap, A], CelType.Optional(B), ReadOptionallyAt);
        set.Function(Operators.OptionalIndex, "The item at a place or under a key as an optional: none where there is none.")
            .Global("optional_index_list", [ListOfA, CelType.Int], CelType.Optional(A), ReadOptionallyAt).Taking(ListOfA, CelType.Dyn)
            .Global("optional_index_map", [MapOfAB, A], CelType.Optional(B), ReadOptionallyAt)
            .Global("optional_index_optional_list", [OptionalList, CelType.Int], CelType.Optional(A), ReadOptionallyAt).Taking(OptionalList, CelType.Dyn)
            .Global("optional_index_optional_map", [OptionalMap, A], CelType.Optional(B), ReadOptionallyAt);
    }

    private static void AddSize(FunctionSet set)
    {
        var adder = set.Function("size", "How many characters, bytes, items or entries.");
        foreach (var (id, type) in new[] { ("string", CelType.String), ("bytes", CelType.Bytes), ("list", ListOfA), ("map", MapOfAB) })
        {
            if (id == "string")
            {
                adder.LinearGlobal($"size_{id}", [type], CelType.Int, Size).LinearReceiver($"{id}_size", [type], CelType.Int, Size);
            }
            else
            {
                adder.Global($"size_{id}", [type], CelType.Int, Size).Receiver($"{id}_size", [type], CelType.Int, Size);
            }
        }
    }

    private static Value Size(ReadOnlySpan<Value> a, EvaluationBudget budget) => Value.Int(a[0].Kind switch
    {
        ValueKind.String => CodePoints.Count(a[0].AsString),
        ValueKind.Bytes => a[0].AsBytes.Length,
        ValueKind.List => a[0].AsList.Count,
        _ => a[0].AsMap.Count,
    });

    private static bool Contains(ListValue list, Value wanted)
    {
        foreach (var item in list.Items)
        {
            if (Equality.AreEqual(item, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static Value ReadAt(ReadOnlySpan<Value> a, EvaluationBudget budget) =>
        budget.TrySpend(a[1].Weight) ? At(a[0], a[1]) : budget.OutOfSteps();

    private static Value ReadOptionallyAt(ReadOnlySpan<Value> a, EvaluationBudget budget) =>
        budget.TrySpend(a[1].Weight) ? OptionalAt(a[0], a[1]) : budget.OutOfSteps();

    /// <summary>A list's place may be any number that is whole: 1, 1u and 1.0 are the same place.</summary>
    private static Value At(Value holder, Value index)
    {
        if (holder.Kind == ValueKind.Map)
        {
            return holder.AsMap.TryGet(index, out var value)
                ? value
                : Value.Error(EvaluationErrorKind.Missing, $"The map has no key {ValueText.Show(index)}.");
        }

        if (MapKey.Of(index) is not { Kind: ValueKind.Int, Bits: var at })
        {
            return Errors.Invalid($"The place in a list is a whole number, not {ValueText.Show(index)}.");
        }

        var list = holder.AsList;
        return at >= 0 && at < list.Count ? list[(int)at] : Errors.OutOfRange(at, list.Count);
    }

    private static Value OptionalAt(Value holder, Value index)
    {
        if (holder.Kind == ValueKind.Optional)
        {
            var optional = holder.AsOptional;
            return optional.HasValue ? OptionalAt(optional.Value, index) : holder;
        }

        var found = At(holder, index);
        return found switch
        {
            { IsError: false } => Value.Optional(OptionalValue.Of(found)),
            { AsError.Kind: EvaluationErrorKind.Missing } => Value.Optional(OptionalValue.None),
            _ => found,
        };
    }
}
