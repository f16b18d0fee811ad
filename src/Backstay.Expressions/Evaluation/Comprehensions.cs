using System.Diagnostics;
using Backstay.Expressions.Checking;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Evaluation;

/// <summary>Walks through lists and maps.</summary>
internal sealed class Comprehensions(Interpreter interpreter)
{
    public Value Evaluate(CheckedComprehension walk)
    {
        var range = interpreter.Evaluate(walk.Range);
        if (range.IsError)
        {
            return range;
        }

        if (range.Kind is not (ValueKind.List or ValueKind.Map))
        {
            return Errors.NoOverload($"Only lists and maps can be walked through, not {ValueText.KindOf(range)}.");
        }

        return walk.Kind switch
        {
            ComprehensionKind.All => Decided(walk, range, deciding: false),
            ComprehensionKind.Exists => Decided(walk, range, deciding: true),
            ComprehensionKind.ExistsOne => ExistsOne(walk, range),
            ComprehensionKind.Transform or ComprehensionKind.Filter => List(walk, range),
            ComprehensionKind.TransformMap or ComprehensionKind.TransformMapEntry => Map(walk, range),
            _ => throw new UnreachableException("a comprehension of an unknown kind"),
        };
    }

    private static int CountOf(Value range) => range.Kind == ValueKind.List ? range.AsList.Count : range.AsMap.Count;

    /// <summary>Gives the variables their values for one step; answers the key or place.</summary>
    private Value Enter(CheckedComprehension walk, Value range, int step)
    {
        var (key, value) = range.Kind == ValueKind.List
            ? new(Value.Int(step), range.AsList[step])
            : range.AsMap.Entries[step];
        var locals = interpreter.Locals;
        if (walk.Second < 0)
        {
            locals[walk.First] = range.Kind == ValueKind.List ? value : key;
        }
        else
        {
            locals[walk.First] = key;
            locals[walk.Second] = value;
        }

        return key;
    }

    /// <summary>One body that decides is enough; else the first error; else the other answer.</summary>
    private Value Decided(CheckedComprehension walk, Value range, bool deciding)
    {
        Value? error = null;
        for (var step = 0; step < CountOf(range); step++)
        {
            Enter(walk, range, step);
            var body = interpreter.Evaluate(walk.Body);
            if (deciding ? body.IsTrue : body.IsFalse)
            {
                return body;
            }

            error ??= body.Kind == ValueKind.Bool ? null : Interpreter.NotBool(body, walk.Body);
            if (interpreter.Budget.Exhausted is { } exhausted)
            {
                return exhausted;
            }
        }

        return error ?? Value.Bool(!deciding);
    }

    private Value ExistsOne(CheckedComprehension walk, Value range)
    {
        var count = 0;
        for (var step = 0; step < CountOf(range); step++)
        {
            Enter(walk, range, step);
            var body = interpreter.Evaluate(walk.Body);
            if (body.Kind != ValueKind.Bool)
            {
                return Interpreter.NotBool(body, walk.Body);
            }

            count += body.IsTrue ? 1 : 0;
        }

        return Value.Bool(count == 1);
    }

    /// <summary>Whether the filter lets a step through; the error where it has none.</summary>
    private Value Passes(CheckedComprehension walk)
    {
        if (walk.Filter is not { } filter)
        {
            return Value.True;
        }

        var passes = interpreter.Evaluate(filter);
        return passes.Kind == ValueKind.Bool ? passes : Interpreter.NotBool(passes, filter);
    }

    private Value List(CheckedComprehension walk, Value range)
    {
        var items = new List<Value>();
        for (var step = 0; step < CountOf(range); step++)
        {
            Enter(walk, range, step);
            var kept = interpreter.Locals[walk.First];
            var passes = Passes(walk);
            if (passes.IsFalse)
            {
                continue;
            }

            var body = passes.IsError ? passes : interpreter.Evaluate(walk.Body);
            if (walk.Kind == ComprehensionKind.Filter && body.Kind != ValueKind.Bool)
            {
                body = Interpreter.NotBool(body, walk.Body);
            }

            if (body.IsError)
            {
                return body;
            }

            if (walk.Kind == ComprehensionKind.Transform || body.IsTrue)
            {
                items.Add(walk.Kind == ComprehensionKind.Transform ? body : kept);
            }
        }

        return interpreter.Budget.List([.. items]);
    }

    private Value Map(CheckedComprehension walk, Value range)
    {
        var entries = new List<KeyValuePair<Value, Value>>();
        for (var step = 0; step < CountOf(range); step++)
        {
            var key = Enter(walk, range, step);
            var passes = Passes(walk);
            if (passes.IsFalse)
            {
                continue;
            }

            var body = passes.IsError ? passes : interpreter.Evaluate(walk.Body);
            if (body.IsError)
            {
                return body;
            }

            if (walk.Kind == ComprehensionKind.TransformMap)
            {
                entries.Add(new(key, body));
            }
            else if (body.Kind != ValueKind.Map)
            {
                return Interpreter.Located(Errors.NoOverload($"The body of transformMapEntry is a map, not {ValueText.KindOf(body)}."), walk.Body);
            }
            else if (!interpreter.Budget.TrySpend(body.AsMap.Count))
            {
                return interpreter.Budget.OutOfSteps();
            }
            else
            {
                entries.AddRange(body.AsMap.Entries);
            }
        }

        return interpreter.Budget.Map([.. entries]);
    }
}
