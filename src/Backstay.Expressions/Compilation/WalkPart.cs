using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>A walk through a list or map: what all macros that make variables share.</summary>
internal abstract class WalkPart(CheckedComprehension node, Part range, Part? filter, Part body) : Part(node)
{
    private readonly int _first = node.First;
    private readonly int _second = node.Second;

    protected Part Body { get; } = body;

    protected override Value Bare(SlotFrame frame)
    {
        var holder = range.Evaluate(frame);
        return holder.Kind switch
        {
            ValueKind.List => Walk(frame, holder, holder.AsList.Count),
            ValueKind.Map => Walk(frame, holder, holder.AsMap.Count),
            ValueKind.Error => holder,
            _ => Errors.NoOverload($"Only lists and maps can be walked through, not {ValueText.KindOf(holder)}."),
        };
    }

    protected abstract Value Walk(SlotFrame frame, Value holder, int count);

    /// <summary>Gives the variables their values for one step; answers the key or place.</summary>
    protected Value Enter(SlotFrame frame, Value holder, int step)
    {
        var isList = holder.Kind == ValueKind.List;
        var (key, value) = isList ? new(Value.Int(step), holder.AsList[step]) : holder.AsMap.Entries[step];
        if (_second < 0)
        {
            frame.Locals[_first] = isList ? value : key;
        }
        else
        {
            frame.Locals[_first] = key;
            frame.Locals[_second] = value;
        }

        return key;
    }

    /// <summary>The value of the first variable in this step.</summary>
    protected Value Entered(SlotFrame frame) => frame.Locals[_first];

    /// <summary>The body of a step that the filter lets through; false where it doesn't. An error lets itself through.</summary>
    protected bool Passes(SlotFrame frame, out Value made)
    {
        if (filter is not null)
        {
            made = filter.Evaluate(frame);
            if (made.IsFalse)
            {
                return false;
            }

            if (made.Kind != ValueKind.Bool)
            {
                made = Interpreter.NotBool(made, filter.Node);
                return true;
            }
        }

        made = Body.Evaluate(frame);
        return true;
    }
}

/// <summary>all and exists: one body that decides is enough; else the first error; else the other answer.</summary>
internal sealed class DecidingWalk(CheckedComprehension node, Part range, Part body) : WalkPart(node, range, null, body)
{
    private readonly bool _deciding = node.Kind == ComprehensionKind.Exists;

    protected override Value Walk(SlotFrame frame, Value holder, int count)
    {
        Value? error = null;
        for (var step = 0; step < count; step++)
        {
            Enter(frame, holder, step);
            var holds = Body.Evaluate(frame);
            if (_deciding ? holds.IsTrue : holds.IsFalse)
            {
                return holds;
            }

            if (holds.Kind != ValueKind.Bool)
            {
                error ??= Interpreter.NotBool(holds, Body.Node);
                if (frame.Budget.Exhausted is { } exhausted)
                {
                    return exhausted;
                }
            }
        }

        return error ?? Value.Bool(!_deciding);
    }
}

/// <summary>exists_one: every body is needed.</summary>
internal sealed class CountingWalk(CheckedComprehension node, Part range, Part body) : WalkPart(node, range, null, body)
{
    protected override Value Walk(SlotFrame frame, Value holder, int count)
    {
        var found = 0;
        for (var step = 0; step < count; step++)
        {
            Enter(frame, holder, step);
            var holds = Body.Evaluate(frame);
            if (holds.Kind != ValueKind.Bool)
            {
                return Interpreter.NotBool(holds, Body.Node);
            }

            found += holds.IsTrue ? 1 : 0;
        }

        return Value.Bool(found == 1);
    }
}

/// <summary>map, filter and transformList.</summary>
internal sealed class ListingWalk(CheckedComprehension node, Part range, Part? filter, Part body) : WalkPart(node, range, filter, body)
{
    private readonly bool _isFilter = node.Kind == ComprehensionKind.Filter;

    protected override Value Walk(SlotFrame frame, Value holder, int count)
    {
        var items = new List<Value>();
        for (var step = 0; step < count; step++)
        {
            Enter(frame, holder, step);
            var entered = Entered(frame);
            if (!Passes(frame, out var made))
            {
                continue;
            }

            if (_isFilter && made.Kind != ValueKind.Bool)
            {
                return Interpreter.NotBool(made, Body.Node);
            }

            if (made.IsError)
            {
                return made;
            }

            if (!_isFilter || made.IsTrue)
            {
                items.Add(_isFilter ? entered : made);
            }
        }

        return frame.Budget.List([.. items]);
    }
}

/// <summary>transformMap and transformMapEntry.</summary>
internal sealed class MappingWalk(CheckedComprehension node, Part range, Part? filter, Part body) : WalkPart(node, range, filter, body)
{
    private readonly bool _keepsKeys = node.Kind == ComprehensionKind.TransformMap;

    protected override Value Walk(SlotFrame frame, Value holder, int count)
    {
        var entries = new List<KeyValuePair<Value, Value>>();
        for (var step = 0; step < count; step++)
        {
            var key = Enter(frame, holder, step);
            if (!Passes(frame, out var made))
            {
                continue;
            }

            if (made.IsError)
            {
                return made;
            }

            if (_keepsKeys)
            {
                entries.Add(new(key, made));
            }
            else if (made.Kind != ValueKind.Map)
            {
                return Interpreter.Located(Errors.NoOverload($"The body of transformMapEntry is a map, not {ValueText.KindOf(made)}."), Body.Node);
            }
            else if (!frame.Budget.TrySpend(made.AsMap.Count))
            {
                return frame.Budget.OutOfSteps();
            }
            else
            {
                entries.AddRange(made.AsMap.Entries);
            }
        }

        return frame.Budget.Map([.. entries]);
    }
}
