using Backstay.Expressions.Evaluation;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions;

/// <summary>One part of an expression, and what it was.</summary>
/// <param name="Span">Where it stands in the source.</param>
/// <param name="Text">Its text.</param>
/// <param name="Type">Its static type.</param>
/// <param name="Times">How often it was evaluated: 0 where something before it had decided, more than once in a macro.</param>
/// <param name="Values">What it was the first times, at most <see cref="Explanation.MostValues"/> of them.</param>
public sealed record ExplainedPart(SourceSpan Span, string Text, CelType Type, long Times, IReadOnlyList<Value> Values);

/// <summary>Why an expression has its value: the value or error of every part.</summary>
public sealed class Explanation
{
    /// <summary>How many values of one part are kept.</summary>
    public const int MostValues = 10;

    internal Explanation(CheckedExpression expression, Value value, EvaluationTrace trace)
    {
        Value = value;
        Parts =
        [
            .. expression.Nodes
                .Select(node => new ExplainedPart(node.Span, node.Span.Of(expression.Source), node.Type, trace.TimesOf(node), trace.ValuesOf(node)))
                .OrderBy(part => part.Span.Start).ThenByDescending(part => part.Span.Length),
        ];
    }

    /// <summary>What the whole expression is.</summary>
    public Value Value { get; }

    /// <summary>In the order of the source, a whole before its parts.</summary>
    public IReadOnlyList<ExplainedPart> Parts { get; }

    /// <summary>A line for each part: its text and what it was.</summary>
    public override string ToString() => string.Join(
        '\n', Parts.Select(part => $"{part.Text} = {(part.Times == 0 ? "not evaluated" : string.Join(", ", part.Values))}{(part.Times > part.Values.Count ? ", …" : "")}"));
}
