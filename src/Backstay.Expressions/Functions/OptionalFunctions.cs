using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Making optionals and looking into them.</summary>
internal static class OptionalFunctions
{
    private static readonly CelType A = CelType.Parameter("A");
    private static readonly CelType OptionalA = CelType.Optional(A);

    public static void AddTo(FunctionSet set)
    {
        set.Function("optional.of", "An optional that has the value.")
            .Global("optional_of", [A], OptionalA, static (a, _) => Value.Optional(OptionalValue.Of(a[0])));
        set.Function("optional.ofNonZeroValue", "An optional that has the value, or none where it is null, false, zero or empty.")
            .Global("optional_ofNonZeroValue", [A], OptionalA, static (a, _) => Value.Optional(IsZero(a[0]) ? OptionalValue.None : OptionalValue.Of(a[0])));
        set.Function("optional.none", "An optional without a value.")
            .Global("optional_none", [], OptionalA, static (_, _) => Value.Optional(OptionalValue.None));
        set.Function("optional.unwrap", "The values of the optionals that have one.")
            .LinearGlobal("optional_unwrap", [CelType.List(OptionalA)], CelType.List(A), Unwrap);
        set.Function("unwrapOpt", "The values of the optionals that have one.")
            .LinearReceiver("optional_unwrapOpt", [CelType.List(OptionalA)], CelType.List(A), Unwrap);
        set.Function("hasValue", "Whether the optional has a value.")
            .Receiver("optional_hasValue", [OptionalA], CelType.Bool, static (a, _) => Value.Bool(a[0].AsOptional.HasValue));
        set.Function("value", "The optional's value; an error where it has none.")
            .Receiver("optional_value", [OptionalA], A, static (a, _) => a[0].AsOptional.HasValue
                ? a[0].AsOptional.Value
                : Value.Error(EvaluationErrorKind.Missing, "The optional has no value."));
        set.Function("or", "The optional, or the other one where it has no value.")
            .Receiver("optional_or", [OptionalA, OptionalA], OptionalA, static (a, _) => a[0].AsOptional.HasValue ? a[0] : a[1]);
        set.Function("orValue", "The optional's value, or the other value where it has none.")
            .Receiver("optional_orValue", [OptionalA, A], A, static (a, _) => a[0].AsOptional.HasValue ? a[0].AsOptional.Value : a[1]);
    }

    private static Value Unwrap(ReadOnlySpan<Value> a, EvaluationBudget budget)
    {
        var values = new List<Value>();
        foreach (var item in a[0].AsList.Items)
        {
            if (item.Kind != ValueKind.Optional)
            {
                return Errors.NoOverload($"Only optionals can be unwrapped, not {ValueText.KindOf(item)}.");
            }

            if (item.AsOptional.HasValue)
            {
                values.Add(item.AsOptional.Value);
            }
        }

        return budget.List([.. values]);
    }

    private static bool IsZero(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.Bool => !value.AsBool,
        ValueKind.Int => value.AsInt == 0,
        ValueKind.Uint => value.AsUint == 0,
        ValueKind.Double => value.AsDouble == 0,
        ValueKind.String => value.AsString.Length == 0,
        ValueKind.Bytes => value.AsBytes.IsEmpty,
        ValueKind.Timestamp => value.AsTimestamp == default,
        ValueKind.Duration => value.AsDuration == 0,
        ValueKind.List => value.AsList.Count == 0,
        ValueKind.Map => value.AsMap.Count == 0,
        ValueKind.Optional => !value.AsOptional.HasValue,
        _ => false,
    };
}
