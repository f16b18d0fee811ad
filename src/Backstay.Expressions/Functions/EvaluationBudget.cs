using Backstay.Expressions.Functions.Patterns;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>
/// What one evaluation may still cost. Once the steps are used up the whole evaluation ends in that error, whatever the
/// expression does with it: otherwise <c>costly || true</c> would be true after a different number of steps on each version.
/// </summary>
public sealed class EvaluationBudget
{
    private readonly ExpressionLimits _limits;
    private long _steps;
    private PatternCache? _patterns;

    internal EvaluationBudget(ExpressionLimits limits)
    {
        _limits = limits;
        _steps = limits.Steps;
    }

    internal PatternCache Patterns => _patterns ??= new();

    internal bool HasPatterns => _patterns is not null;

    internal ExpressionLimits Limits => _limits;

    /// <summary>Steps that are left; below 0 where more were needed.</summary>
    internal long Left => _steps;

    /// <summary>Set once the steps are used up.</summary>
    internal Value? Exhausted { get; private set; }

    /// <summary>Pays for work that is about to be done; false where it may not be done.</summary>
    public bool TrySpend(long steps)
    {
        _steps -= Math.Max(steps, 1);
        if (_steps >= 0)
        {
            return true;
        }

        Exhaust();
        return false;
    }

    /// <summary>Everything as it was: for the next evaluation.</summary>
    internal void Reset()
    {
        _steps = _limits.Steps;
        _patterns?.Clear();
        if (Exhausted is not null)
        {
            Exhausted = null;
        }
    }

    /// <summary>The error to answer when <see cref="TrySpend"/> said no.</summary>
    public Value OutOfSteps() => Exhausted ?? throw new InvalidOperationException("There are steps left.");

    /// <summary>A list, paid for by its items; an error where it is too large.</summary>
    public Value List(Value[] items)
    {
        if (CheckCount(items.Length) is { } tooMany)
        {
            return tooMany;
        }

        var list = new ListValue(items);
        return CheckWeight(list.Weight) ?? Value.List(list);
    }

    /// <summary>A map; an error where it is too large or has bad keys.</summary>
    public Value Map(KeyValuePair<Value, Value>[] entries)
    {
        if (CheckCount(entries.Length) is { } tooMany)
        {
            return tooMany;
        }

        return MapValue.TryCreate(entries, out var map, out var error) ? CheckWeight(map.Weight) ?? Value.Map(map) : Value.Error(error);
    }

    /// <summary>Null where a text or byte sequence of this length may be made.</summary>
    public Value? CheckLength(long length)
    {
        if (length > _limits.TextLength)
        {
            return Value.Error(EvaluationErrorKind.Limit, $"The text is longer than {_limits.TextLength}.");
        }

        return TrySpend(length / Value.TextPerWeight) ? null : OutOfSteps();
    }

    /// <summary>Null where a list or map of so many items may be made.</summary>
    public Value? CheckCount(long count)
    {
        if (count > _limits.Items)
        {
            return Value.Error(EvaluationErrorKind.Limit, $"The list or map has more than {_limits.Items} items.");
        }

        return TrySpend(count) ? null : OutOfSteps();
    }

    /// <summary>By itself, so that paying stays small enough to be inlined.</summary>
    private void Exhaust() => Exhausted ??= Value.Error(EvaluationErrorKind.Limit, $"The evaluation needs more than {_limits.Steps} steps.");

    /// <summary>Shared parts count each time: what is compared or printed is walked each time.</summary>
    private Value? CheckWeight(long weight) => weight > _limits.Items * 10L
        ? Value.Error(EvaluationErrorKind.Limit, $"The list or map holds more than {_limits.Items * 10L} values in all.")
        : null;
}
