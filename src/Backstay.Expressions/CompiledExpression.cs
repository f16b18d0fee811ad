using System.Diagnostics.CodeAnalysis;
using Backstay.Expressions.Compilation;
using Backstay.Expressions.Compilation.Shortcuts;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>
/// A checked expression made ready for many evaluations: what depends on nothing is worked out once, and what is read from
/// slots is compared there. Its values, errors and steps are those of <see cref="CheckedExpression.Evaluate"/>. Immutable; it
/// may be evaluated on many threads at once, each with a frame of its own.
/// </summary>
public sealed class CompiledExpression
{
    private readonly ExpressionEnvironment _environment;
    private readonly Part _root;
    private readonly Conjunction _conditions;

    internal CompiledExpression(CheckedExpression expression)
    {
        Expression = expression;
        _environment = expression.DeclaredIn;
        _root = new PartCompiler(_environment).Compile(expression.Root);
        _conditions = ShortcutCompiler.Compile(_root, _environment.Limits);
    }

    /// <summary>What was compiled; it explains what this one decides.</summary>
    public CheckedExpression Expression { get; }

    /// <summary>
    /// The value, or an error with the part of the source that failed. Always ends within the environment's limits, never
    /// throws for what the expression does. The frame must be of this expression's environment.
    /// </summary>
    public Value Evaluate(SlotFrame frame) => Decide(frame) switch
    {
        Quick.Yes => Value.True,
        Quick.No => Value.False,
        _ => InFull(frame),
    };

    /// <summary>What a condition is, without anything allocated where it is true or false; <see cref="Evaluate"/> has the error.</summary>
    public Truth Test(SlotFrame frame)
    {
        var quick = Decide(frame);
        return quick != Quick.Unsure ? (Truth)quick : TestInFull(frame);
    }

    private Truth TestInFull(SlotFrame frame)
    {
        var value = InFull(frame);
        return value.IsTrue ? Truth.True : value.IsFalse ? Truth.False : Truth.Error;
    }

    private Quick Decide(SlotFrame frame)
    {
        if (!frame.IsOf(_environment))
        {
            ThrowForeign();
        }

        return _conditions.Decide(frame.Slots);
    }

    [DoesNotReturn]
    private static void ThrowForeign() => throw new ArgumentException("The frame is of another environment.", "frame");

    private Value InFull(SlotFrame frame)
    {
        frame.Begin(Expression.Locals);
        var value = _root.Evaluate(frame);
        return frame.Budget.Exhausted is { } exhausted ? Interpreter.Located(exhausted, _root.Node) : value;
    }
}
