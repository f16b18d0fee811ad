using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>
/// A checked node made ready: its parts, overloads and constants are in place, and evaluating it is one virtual call. It pays
/// the interpreter's steps in the interpreter's order, so that both run out of them at the same place.
/// </summary>
/// <param name="node">What it was made of.</param>
/// <param name="steps">What it pays before anything else.</param>
internal abstract class Part(CheckedNode node, long steps = 1)
{
    public CheckedNode Node { get; } = node;

    public long Steps { get; } = steps;

    /// <summary>An error says where it arose first.</summary>
    public Value Evaluate(SlotFrame frame)
    {
        if (!frame.Budget.TrySpend(Steps))
        {
            return frame.Budget.OutOfSteps();
        }

        var value = Bare(frame);
        return value.IsError ? Interpreter.Located(value, Node) : value;
    }

    protected abstract Value Bare(SlotFrame frame);
}
