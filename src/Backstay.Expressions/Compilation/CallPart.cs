using System.Runtime.CompilerServices;
using Backstay.Expressions.Checking;
using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Functions.Patterns;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Compilation;

/// <summary>A call; its arguments lie on the stack.</summary>
internal sealed class CallPart(CheckedCall node, Part[] arguments) : Part(node)
{
    private readonly ArgumentKinds? _kinds = node.Overloads is [var only] ? ArgumentKinds.Of(only) : null;

    /// <summary>The only overload that is left, where there is one.</summary>
    public Overload? Only { get; } = node.Overloads is [var only] ? only : null;

    public CheckedCall Called => node;

    public ReadOnlySpan<Part> Arguments => arguments;

    protected override Value Bare(SlotFrame frame)
    {
        var few = default(FewValues);
        var values = arguments.Length <= FewValues.Most ? ((Span<Value>)few)[..arguments.Length] : new Value[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(frame);
            if (values[i].IsError)
            {
                return values[i];
            }
        }

        return Only is not null && _kinds is not null && _kinds.Take(values)
            ? Calls.Call(Only, values, frame.Budget)
            : Calls.Dispatch(node, values, frame.Budget);
    }

    [InlineArray(Most)]
    private struct FewValues
    {
        public const int Most = 3;

        private Value _first;
    }
}

/// <summary>matches() with a pattern that is written out: it was read when the expression was compiled.</summary>
internal sealed class MatchPart(CheckedCall node, Part text, ConstantPart pattern, Pattern read) : Part(node)
{
    protected override Value Bare(SlotFrame frame)
    {
        var value = text.Evaluate(frame);
        if (value.IsError)
        {
            return value;
        }

        if (!frame.Budget.TrySpend(pattern.Steps))
        {
            return frame.Budget.OutOfSteps();
        }

        return value.Kind == ValueKind.String
            ? frame.Budget.Patterns.Match(value.AsString, pattern.Value.AsString, read, frame.Budget)
            : Calls.Dispatch(node, [value, pattern.Value], frame.Budget);
    }
}

/// <summary>A field of a map, an object, or an optional of one.</summary>
internal sealed class FieldPart(CheckedField node, Part operand) : Part(node)
{
    protected override Value Bare(SlotFrame frame) => Fields.Read(operand.Evaluate(frame), node);
}
