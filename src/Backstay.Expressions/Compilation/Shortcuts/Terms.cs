using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>A double that slots and constants give; arithmetic on doubles has no errors.</summary>
internal abstract class Term(long mostSteps)
{
    public long MostSteps { get; } = mostSteps;

    /// <summary>False where a slot has no double.</summary>
    public abstract bool TryRead(Value[] slots, out double value);
}

internal sealed class ConstantTerm(double constant, long steps) : Term(steps)
{
    public override bool TryRead(Value[] slots, out double value)
    {
        value = constant;
        return true;
    }
}

internal sealed class SlotTerm(int slot) : Term(1)
{
    public override bool TryRead(Value[] slots, out double value)
    {
        ref readonly var found = ref slots[slot];
        value = BitConverter.Int64BitsToDouble(found.Bits);
        return found.Kind == ValueKind.Double;
    }
}

internal enum Calculation
{
    Add,
    Subtract,
    Multiply,
    Divide,
}

internal sealed class CalculatedTerm(Calculation calculation, Term left, Term right) : Term(1 + left.MostSteps + right.MostSteps)
{
    public override bool TryRead(Value[] slots, out double value)
    {
        value = 0;
        if (!left.TryRead(slots, out var a) || !right.TryRead(slots, out var b))
        {
            return false;
        }

        value = calculation switch
        {
            Calculation.Add => a + b,
            Calculation.Subtract => a - b,
            Calculation.Multiply => a * b,
            _ => a / b,
        };
        return true;
    }
}

/// <summary>Two doubles, held to each other.</summary>
internal sealed class TermShortcut<TOrder>(Term left, Term right, long steps) : Shortcut(steps + left.MostSteps + right.MostSteps)
    where TOrder : struct, IOrder
{
    public override Quick Decide(Value[] slots) =>
        left.TryRead(slots, out var a) && right.TryRead(slots, out var b) ? Is(TOrder.Holds(a, b)) : Quick.Unsure;
}
