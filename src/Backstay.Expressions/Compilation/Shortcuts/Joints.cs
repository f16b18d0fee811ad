using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation.Shortcuts;

/// <summary>&amp;&amp; (the deciding answer is no) or || (it is yes).</summary>
internal sealed class LogicShortcut(Shortcut left, Shortcut right, bool isAnd) : Shortcut(1 + left.MostSteps + right.MostSteps)
{
    private readonly Shortcut _left = left;
    private readonly Shortcut _right = right;
    private readonly Quick _goesOn = isAnd ? Quick.Yes : Quick.No;

    public override Quick Decide(Value[] slots)
    {
        var first = _left.Decide(slots);
        return first == _goesOn ? _right.Decide(slots) : first;
    }
}

internal sealed class NotShortcut(Shortcut operand) : Shortcut(1 + operand.MostSteps)
{
    private readonly Shortcut _operand = operand;

    public override Quick Decide(Value[] slots) => _operand.Decide(slots) switch
    {
        Quick.Yes => Quick.No,
        Quick.No => Quick.Yes,
        _ => Quick.Unsure,
    };
}

internal sealed class ChoiceShortcut(Shortcut condition, Shortcut yes, Shortcut no) : Shortcut(1 + condition.MostSteps + yes.MostSteps + no.MostSteps)
{
    private readonly Shortcut _condition = condition;
    private readonly Shortcut _yes = yes;
    private readonly Shortcut _no = no;

    public override Quick Decide(Value[] slots) => _condition.Decide(slots) switch
    {
        Quick.Yes => _yes.Decide(slots),
        Quick.No => _no.Decide(slots),
        _ => Quick.Unsure,
    };
}

internal sealed class ConstantShortcut(bool value, long steps) : Shortcut(steps)
{
    private readonly Quick _value = Is(value);

    public override Quick Decide(Value[] slots) => _value;
}

/// <summary>A variable that is a bool.</summary>
internal sealed class BoolShortcut(int slot) : Shortcut(1)
{
    private readonly int _slot = slot;

    public override Quick Decide(Value[] slots)
    {
        ref readonly var value = ref slots[_slot];
        return value.Kind == ValueKind.Bool ? Is(value.Bits != 0) : Quick.Unsure;
    }
}
