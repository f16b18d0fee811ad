using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>A part of the syntax tree; the span is its text, parentheses around it not included.</summary>
internal abstract record Node(SourceSpan Span);

internal sealed record LiteralNode(SourceSpan Span, Value Value) : Node(Span);

/// <summary>A name; a leading dot asks for the outermost one.</summary>
internal sealed record NameNode(SourceSpan Span, string Name, bool IsRooted) : Node(Span);

/// <summary>operand.field, operand.?field; has(operand.field) where only presence is asked.</summary>
internal sealed record SelectNode(SourceSpan Span, Node Operand, string Field, SourceSpan FieldSpan, SelectKind Kind) : Node(Span);

internal enum SelectKind
{
    Value,
    Optional,
    Presence,
}

/// <summary>
/// A call by a function's name: f(a), target.f(a), and every operator (see <see cref="Operators"/>). A global name may begin
/// with a dot.
/// </summary>
internal sealed record CallNode(SourceSpan Span, string Function, SourceSpan FunctionSpan, Node? Target, IReadOnlyList<Node> Arguments) : Node(Span)
{
    public bool IsRooted { get; init; }
}

/// <summary>[a, ?b]: an item with a question mark is an optional that is left out where it has no value.</summary>
internal sealed record ListNode(SourceSpan Span, IReadOnlyList<(Node Item, bool IsOptional)> Items) : Node(Span);

internal sealed record MapNode(SourceSpan Span, IReadOnlyList<MapEntryNode> Entries) : Node(Span);

internal sealed record MapEntryNode(Node Key, Node Value, bool IsOptional);

/// <summary>A macro that walks through a list or map. The span is the call's, so that messages show what was written.</summary>
internal sealed record ComprehensionNode(
    SourceSpan Span, ComprehensionKind Kind, SourceSpan FunctionSpan, Node Range, string First, string? Second, Node? Filter, Node Body) : Node(Span);

/// <summary>cel.bind(name, value, body).</summary>
internal sealed record BindNode(SourceSpan Span, string Name, Node Value, Node Body) : Node(Span);

/// <summary>target.optMap(name, body), target.optFlatMap(name, body).</summary>
internal sealed record OptionalMapNode(SourceSpan Span, SourceSpan FunctionSpan, Node Target, string Name, Node Body, bool IsFlat) : Node(Span);

/// <summary>What a walk through a list or map makes.</summary>
internal enum ComprehensionKind
{
    /// <summary>Whether the body is true of all; the errors of some don't matter where it is false of one.</summary>
    All,

    /// <summary>Whether the body is true of any; the errors of some don't matter where it is true of one.</summary>
    Exists,

    /// <summary>Whether the body is true of exactly one.</summary>
    ExistsOne,

    /// <summary>A list of the bodies.</summary>
    Transform,

    /// <summary>A list of the items of which the body is true.</summary>
    Filter,

    /// <summary>A map from the same keys to the bodies.</summary>
    TransformMap,

    /// <summary>A map of the entries of the maps that the bodies are.</summary>
    TransformMapEntry,
}
