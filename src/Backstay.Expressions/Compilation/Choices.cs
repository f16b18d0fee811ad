using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>&amp;&amp; or ||: the side that decides wins from either place; else an error wins, the left one first.</summary>
internal sealed class LogicPart(CheckedLogic node, Part left, Part right) : Part(node)
{
    public bool IsAnd { get; } = node.IsAnd;

    public Part Left { get; } = left;

    public Part Right { get; } = right;

    protected override Value Bare(SlotFrame frame)
    {
        var first = Left.Evaluate(frame);
        if (IsAnd ? first.IsFalse : first.IsTrue)
        {
            return first;
        }

        var second = Right.Evaluate(frame);
        if (IsAnd ? second.IsFalse : second.IsTrue)
        {
            return second;
        }

        return first.Kind != ValueKind.Bool ? Interpreter.NotBool(first, Left.Node)
            : second.Kind != ValueKind.Bool ? Interpreter.NotBool(second, Right.Node)
            : Value.Bool(IsAnd);
    }
}

internal sealed class ConditionalPart(CheckedConditional node, Part condition, Part yes, Part no) : Part(node)
{
    public Part Condition { get; } = condition;

    public Part Yes { get; } = yes;

    public Part No { get; } = no;

    protected override Value Bare(SlotFrame frame)
    {
        var holds = Condition.Evaluate(frame);
        return holds.IsTrue ? Yes.Evaluate(frame)
            : holds.IsFalse ? No.Evaluate(frame)
            : Interpreter.NotBool(holds, Condition.Node);
    }
}
