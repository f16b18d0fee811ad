using Backstay.Expressions.Functions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>Finds what slots alone can decide: comparisons of variables with constants, and what joins them.</summary>
internal static class ShortcutCompiler
{
    /// <summary>What a text of the longest length weighs.</summary>
    private const long MostWeight = 1 + (Shortcut.LongestText / Value.TextPerWeight);

    /// <summary>
    /// Shortcuts for the first of the conditions that are joined by &amp;&amp;, as far as there are shortcuts. None where the steps
    /// could run out before they are decided.
    /// </summary>
    public static Conjunction Compile(Part root, ExpressionLimits limits)
    {
        var conditions = new List<Part>();
        Spread(root, conditions);
        Shortcut[] first = [.. conditions.Select(Of).TakeWhile(found => found is not null).OfType<Shortcut>()];
        var most = conditions.Count + first.Sum(shortcut => shortcut.MostSteps);
        return most > limits.Steps ? new([], areAll: false) : new(first, areAll: first.Length == conditions.Count);
    }

    /// <summary>The conditions in the order in which they are evaluated.</summary>
    private static void Spread(Part part, List<Part> conditions)
    {
        if (part is LogicPart { IsAnd: true } and)
        {
            Spread(and.Left, conditions);
            Spread(and.Right, conditions);
        }
        else
        {
            conditions.Add(part);
        }
    }

    private static Shortcut? Of(Part part) => part switch
    {
        ConstantPart { Value.Kind: ValueKind.Bool } constant => new ConstantShortcut(constant.Value.AsBool, constant.Steps),
        VariablePart variable => new BoolShortcut(variable.Slot),
        LogicPart logic => Of(logic.Left) is { } left && Of(logic.Right) is { } right ? new LogicShortcut(left, right, logic.IsAnd) : null,
        ConditionalPart choice => Of(choice.Condition) is { } condition && Of(choice.Yes) is { } yes && Of(choice.No) is { } no ? new ChoiceShortcut(condition, yes, no) : null,
        CallPart { Only: { } only } call when PartCompiler.IsOurs(call.Called, only) => Call(call, only),
        _ => null,
    };

    private static Shortcut? Call(CallPart call, Overload only)
    {
        var arguments = call.Arguments;
        return (only.Id, arguments.Length) switch
        {
            ("not", 1) => Of(arguments[0]) is { } operand ? new NotShortcut(operand) : null,
            ("in_list", 2) when arguments[0] is VariablePart variable && arguments[1] is ConstantPart { Value.Kind: ValueKind.List } list => AnyOf(variable.Slot, list),
            (_, 2) when arguments[0] is VariablePart variable && arguments[1] is ConstantPart constant => Comparison(call.Called.Function, variable, constant),
            (_, 2) when arguments[0] is ConstantPart constant && arguments[1] is VariablePart variable =>
                Mirrored(call.Called.Function) is { } mirrored ? Comparison(mirrored, variable, constant) : null,
            (_, 2) => TermCompiler.Comparison(call),
            _ => null,
        };
    }

    /// <summary>Null for an empty list, and for one of other values or of several kinds.</summary>
    private static Shortcut? AnyOf(int slot, ConstantPart list)
    {
        var items = list.Value.AsList.Items;
        var most = 2 + list.Steps + MostWeight + list.Value.Weight;
        return items switch
        {
            [{ Kind: ValueKind.String }, ..] when AreAll(items, ValueKind.String) => new AnyTextShortcut(slot, [.. items.ToArray().Select(item => item.AsString)], most),
            [{ Kind: ValueKind.Int }, ..] when AreAll(items, ValueKind.Int) => new AnyIntShortcut(slot, [.. items.ToArray().Select(item => item.AsInt)], most),
            _ => null,
        };
    }

    private static bool AreAll(ReadOnlySpan<Value> items, ValueKind kind)
    {
        foreach (ref readonly var item in items)
        {
            if (item.Kind != kind)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The constant's kind says what is compared: a value of another kind in the slot leaves the shortcut unsure.</summary>
    private static Shortcut? Comparison(string function, VariablePart variable, ConstantPart constant)
    {
        var most = 2 + constant.Steps + MostWeight + constant.Value.Weight;
        var value = AsDeclared(constant.Value, variable.Node.Type.Kind);
        return (value.Kind, function) switch
        {
            (ValueKind.String, "_==_" or "_!=_") => new TextShortcut(variable.Slot, value.AsString, function == "_==_", most),
            (ValueKind.String, "startsWith" or "endsWith") => new EdgeShortcut(variable.Slot, value.AsString, function == "startsWith", most),
            (ValueKind.Int or ValueKind.Uint or ValueKind.Double or ValueKind.Timestamp or ValueKind.Duration, _) => function switch
            {
                "_==_" => Held<Equal>(variable.Slot, value, most),
                "_!=_" => Held<Unequal>(variable.Slot, value, most),
                "_<_" => Held<Less>(variable.Slot, value, most),
                "_<=_" => Held<AtMost>(variable.Slot, value, most),
                "_>_" => Held<Greater>(variable.Slot, value, most),
                "_>=_" => Held<AtLeast>(variable.Slot, value, most),
                _ => null,
            },
            _ => null,
        };
    }

    /// <summary>A whole number that meets a double is taken for the nearest one; a value of another kind in the slot is left to the full evaluation.</summary>
    private static Value AsDeclared(Value constant, TypeKind declared) => (declared, constant.Kind) switch
    {
        (TypeKind.Double, ValueKind.Int) => Value.Double(constant.AsInt),
        (TypeKind.Double, ValueKind.Uint) => Value.Double(constant.AsUint),
        _ => constant,
    };

    private static Shortcut Held<TOrder>(int slot, Value constant, long most)
        where TOrder : struct, IOrder => constant.Kind switch
        {
            ValueKind.Uint => new UintShortcut<TOrder>(slot, constant.AsUint, most),
            ValueKind.Double => new DoubleShortcut<TOrder>(slot, constant.AsDouble, most),
            ValueKind.Timestamp => new TimeShortcut<TOrder>(slot, constant.AsTimestamp, most),
            _ => new IntShortcut<TOrder>(slot, constant.Kind, constant.Bits, most),
        };

    /// <summary>What holds of b and a where this holds of a and b.</summary>
    private static string? Mirrored(string function) => function switch
    {
        "_==_" or "_!=_" => function,
        "_<_" => "_>_",
        "_<=_" => "_>=_",
        "_>_" => "_<_",
        "_>=_" => "_<=_",
        _ => null,
    };
}
