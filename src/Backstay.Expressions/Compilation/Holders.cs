using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>[a, ?b].</summary>
internal sealed class ListPart(CheckedList node, (Part Item, bool IsOptional)[] items) : Part(node)
{
    protected override Value Bare(SlotFrame frame)
    {
        var made = new Value[items.Length];
        var count = 0;
        foreach (var (part, isOptional) in items)
        {
            var item = part.Evaluate(frame);
            var isAbsent = false;
            if (isOptional && !item.IsError)
            {
                item = Interpreter.Unwrapped(item, part.Node, out isAbsent);
            }

            if (isAbsent)
            {
                continue;
            }

            if (item.IsError)
            {
                return item;
            }

            made[count++] = item;
        }

        return frame.Budget.List(count == made.Length ? made : made[..count]);
    }
}

/// <summary>{k: a, ?l: b}.</summary>
internal sealed class MapPart(CheckedMap node, (Part Key, Part Value, bool IsOptional)[] entries) : Part(node)
{
    protected override Value Bare(SlotFrame frame)
    {
        var made = new List<KeyValuePair<Value, Value>>(entries.Length);
        foreach (var (keyPart, valuePart, isOptional) in entries)
        {
            var key = keyPart.Evaluate(frame);
            var value = key.IsError ? key : valuePart.Evaluate(frame);
            var isAbsent = false;
            if (isOptional && !value.IsError)
            {
                value = Interpreter.Unwrapped(value, valuePart.Node, out isAbsent);
            }

            if (isAbsent)
            {
                continue;
            }

            if (value.IsError)
            {
                return value;
            }

            made.Add(new(key, value));
        }

        return frame.Budget.Map([.. made]);
    }
}

/// <summary>cel.bind: the variable's error is the whole one's only where the variable is used.</summary>
internal sealed class BindPart(CheckedBind node, Part value, Part body) : Part(node)
{
    private readonly int _slot = node.Slot;

    protected override Value Bare(SlotFrame frame)
    {
        frame.Locals[_slot] = value.Evaluate(frame);
        return body.Evaluate(frame);
    }
}

/// <summary>optMap and optFlatMap.</summary>
internal sealed class OptionalMapPart(CheckedOptionalMap node, Part target, Part body) : Part(node)
{
    protected override Value Bare(SlotFrame frame)
    {
        var optional = target.Evaluate(frame);
        if (optional.Kind != ValueKind.Optional)
        {
            return optional.IsError ? optional : Errors.NoOverload($"An optional is needed here, not {ValueText.KindOf(optional)}.");
        }

        if (!optional.AsOptional.HasValue)
        {
            return optional;
        }

        frame.Locals[node.Slot] = optional.AsOptional.Value;
        var made = body.Evaluate(frame);
        if (made.IsError || !node.IsFlat)
        {
            return made.IsError ? made : Value.Optional(OptionalValue.Of(made));
        }

        return made.Kind == ValueKind.Optional ? made : Errors.NoOverload($"The body of optFlatMap is an optional, not {ValueText.KindOf(made)}.");
    }
}
