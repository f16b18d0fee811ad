namespace Backstay.Expressions.Syntax;

/// <summary>Where the parser stands: the current token, how deep, how many nodes, and the first error.</summary>
internal sealed class ParserState
{
    private readonly string _source;
    private readonly ExpressionLimits _limits;
    private readonly Lexer _lexer;
    private ExpressionError? _error;
    private int _depth;

    public ParserState(string source, ExpressionLimits limits)
    {
        _source = source;
        _limits = limits;
        _lexer = new(source);
        Current = _lexer.Next();
    }

    public Token Current { get; private set; }

    /// <summary>The token before the current one.</summary>
    public SourceSpan LastSpan { get; private set; }

    public int Nodes { get; private set; }

    public bool HasFailed => _error is not null || _lexer.Error is not null;

    public Token Advance()
    {
        var taken = Current;
        LastSpan = taken.Span;
        Current = _lexer.Next();
        return taken;
    }

    public Token? Take(TokenKind kind) => Current.Kind == kind ? Advance() : null;

    public Token? Expect(TokenKind kind, string expected)
    {
        if (Current.Kind == kind)
        {
            return Advance();
        }

        Fail(expected);
        return null;
    }

    /// <summary>One level deeper; false where that is too deep.</summary>
    public bool Enter()
    {
        if (++_depth <= _limits.Nesting)
        {
            return true;
        }

        Refuse(ExpressionErrorKind.Limit, Current.Span, $"The expression is nested deeper than {_limits.Nesting} levels.");
        return false;
    }

    public void Leave() => _depth--;

    /// <summary>Counts a node; null where there are too many.</summary>
    public Node? Add(Node node)
    {
        if (++Nodes <= _limits.Nodes)
        {
            return node;
        }

        Refuse(ExpressionErrorKind.Limit, node.Span, $"The expression has more than {_limits.Nodes} parts.");
        return null;
    }

    public Node? Finish(Node? node) => node is null ? null : Add(node);

    /// <summary>The current token is not what is expected.</summary>
    public Node? Fail(string expected, string? instead = null)
    {
        var found = Shown.Token(Current, _source);
        Refuse(ExpressionErrorKind.Syntax, Current.Span, instead ?? $"Expected {expected}, found {found}.", found, expected);
        return null;
    }

    public Node? Fail(SourceSpan span, string message)
    {
        Refuse(ExpressionErrorKind.Syntax, span, message);
        return null;
    }

    /// <summary>The lexer's error comes first: what the parser missed is what the lexer couldn't read.</summary>
    public ExpressionError FirstError() =>
        _lexer.Error is { } unread && (_error is null || unread.Span.Start <= _error.Span.Start)
            ? unread
            : _error ?? throw new System.Diagnostics.UnreachableException("a parser that answers nothing has an error");

    private void Refuse(ExpressionErrorKind kind, SourceSpan span, string message, string? found = null, string? expected = null) =>
        _error ??= ExpressionError.At(kind, _source, span, message, found, expected);
}
