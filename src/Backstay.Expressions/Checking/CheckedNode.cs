using Backstay.Expressions.Functions;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Checking;

/// <summary>
/// A part of an expression of which everything is known but the values: its type, the place of each variable, the overloads
/// of each call. Both the interpreter and a compiler walk this tree.
/// </summary>
internal abstract class CheckedNode(SourceSpan span, CelType type)
{
    public SourceSpan Span { get; } = span;

    /// <summary>Final, without type parameters, once the whole expression is checked.</summary>
    public CelType Type { get; set; } = type;

    /// <summary>Its place among the expression's nodes.</summary>
    public int Id { get; set; }
}

internal sealed class CheckedConstant(SourceSpan span, CelType type, Value value) : CheckedNode(span, type)
{
    public Value Value { get; } = value;
}

/// <summary>A variable of the environment, by its place there.</summary>
internal sealed class CheckedVariable(SourceSpan span, CelType type, string name, int slot) : CheckedNode(span, type)
{
    public string Name { get; } = name;

    public int Slot { get; } = slot;
}

/// <summary>A variable that a macro made, by its place among the expression's own.</summary>
internal sealed class CheckedLocal(SourceSpan span, CelType type, string name, int slot) : CheckedNode(span, type)
{
    public string Name { get; } = name;

    public int Slot { get; } = slot;
}

/// <summary>A field of a map, an object, or an optional of one. The place is that in an object type's fields, or -1.</summary>
internal sealed class CheckedField(SourceSpan span, CelType type, CheckedNode operand, string field, int place, SelectKind kind) : CheckedNode(span, type)
{
    public CheckedNode Operand { get; } = operand;

    public string Field { get; } = field;

    public int Place { get; } = place;

    public SelectKind Kind { get; } = kind;
}

/// <summary>A call; more than one overload is left where an argument's type is known only at evaluation.</summary>
internal sealed class CheckedCall(SourceSpan span, CelType type, string function, IReadOnlyList<Overload> overloads, IReadOnlyList<CheckedNode> arguments)
    : CheckedNode(span, type)
{
    public string Function { get; } = function;

    public Overload[] Overloads { get; } = [.. overloads];

    /// <summary>The receiver first.</summary>
    public IReadOnlyList<CheckedNode> Arguments { get; } = arguments;
}

/// <summary>&amp;&amp; or ||: one side that decides is enough, whatever the other one is.</summary>
internal sealed class CheckedLogic(SourceSpan span, CheckedNode left, CheckedNode right, bool isAnd) : CheckedNode(span, CelType.Bool)
{
    public CheckedNode Left { get; } = left;

    public CheckedNode Right { get; } = right;

    public bool IsAnd { get; } = isAnd;
}

internal sealed class CheckedConditional(SourceSpan span, CelType type, CheckedNode condition, CheckedNode yes, CheckedNode no) : CheckedNode(span, type)
{
    public CheckedNode Condition { get; } = condition;

    public CheckedNode Yes { get; } = yes;

    public CheckedNode No { get; } = no;
}

internal sealed class CheckedList(SourceSpan span, CelType type, IReadOnlyList<(CheckedNode Item, bool IsOptional)> items) : CheckedNode(span, type)
{
    public IReadOnlyList<(CheckedNode Item, bool IsOptional)> Items { get; } = items;
}

internal sealed class CheckedMap(SourceSpan span, CelType type, IReadOnlyList<(CheckedNode Key, CheckedNode Value, bool IsOptional)> entries)
    : CheckedNode(span, type)
{
    public IReadOnlyList<(CheckedNode Key, CheckedNode Value, bool IsOptional)> Entries { get; } = entries;
}

/// <summary>A walk through a list or map; the locals' places, the second -1 where there is one variable only.</summary>
internal sealed class CheckedComprehension(
    SourceSpan span, CelType type, ComprehensionKind kind, CheckedNode range, int first, int second, CheckedNode? filter, CheckedNode body)
    : CheckedNode(span, type)
{
    public ComprehensionKind Kind { get; } = kind;

    public CheckedNode Range { get; } = range;

    public int First { get; } = first;

    public int Second { get; } = second;

    public CheckedNode? Filter { get; } = filter;

    public CheckedNode Body { get; } = body;
}

internal sealed class CheckedBind(SourceSpan span, CelType type, int slot, CheckedNode value, CheckedNode body) : CheckedNode(span, type)
{
    public int Slot { get; } = slot;

    public CheckedNode Value { get; } = value;

    public CheckedNode Body { get; } = body;
}

internal sealed class CheckedOptionalMap(SourceSpan span, CelType type, CheckedNode target, int slot, CheckedNode body, bool isFlat) : CheckedNode(span, type)
{
    public CheckedNode Target { get; } = target;

    public int Slot { get; } = slot;

    public CheckedNode Body { get; } = body;

    public bool IsFlat { get; } = isFlat;
}

/// <summary>Something that is always an error. Only an expression that was resolved without types can have it.</summary>
internal sealed class CheckedFailure(SourceSpan span, EvaluationError error) : CheckedNode(span, CelType.Dyn)
{
    public EvaluationError Error { get; } = error;
}
