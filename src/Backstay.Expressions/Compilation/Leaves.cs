using Backstay.Expressions.Checking;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>A value, written out or worked out when the expression was compiled; it pays what working it out takes.</summary>
internal sealed class ConstantPart(CheckedNode node, Value value, long steps) : Part(node, steps)
{
    public Value Value { get; } = value;

    protected override Value Bare(SlotFrame frame) => Value;
}

internal sealed class VariablePart(CheckedVariable node) : Part(node)
{
    public int Slot { get; } = node.Slot;

    protected override Value Bare(SlotFrame frame) => frame.Slots[Slot];
}

internal sealed class LocalPart(CheckedLocal node) : Part(node)
{
    private readonly int _slot = node.Slot;

    protected override Value Bare(SlotFrame frame) => frame.Locals[_slot];
}
