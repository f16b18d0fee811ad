using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>
/// Recursive descent with one token of lookahead. A method answers null when it met an error, which stands in the state then:
/// the first one is the one that counts. Depth and nodes are counted on the way, before the stack or the memory is used.
/// </summary>
internal sealed partial class Parser
{
    private readonly ParserState _state;

    private Parser(ParserState state) => _state = state;

    public static ExpressionOutcome<SyntaxTree> Parse(string source, ExpressionLimits limits)
    {
        if (SourceText.ProblemOf(source, limits) is { } problem)
        {
            return ExpressionOutcome<SyntaxTree>.Refused(problem);
        }

        var state = new ParserState(source, limits);
        var root = new Parser(state).Whole();
        return root is not null
            ? ExpressionOutcome<SyntaxTree>.Of(new(source, root, state.Nodes))
            : ExpressionOutcome<SyntaxTree>.Refused(state.FirstError());
    }

    private Node? Whole()
    {
        var root = Expression();
        return root is null || _state.Current.Kind == TokenKind.End && !_state.HasFailed
            ? root
            : _state.Fail("an operator or the end");
    }

    /// <summary>or-chain ? or-chain : expression.</summary>
    private Node? Expression()
    {
        if (!_state.Enter())
        {
            return null;
        }

        var start = _state.Current.Span;
        var node = Binary(Operators.OrLevel);
        if (node is not null && _state.Take(TokenKind.Question) is { } sign)
        {
            node = Binary(Operators.OrLevel) is { } yes && _state.Expect(TokenKind.Colon, "':'") is not null && Expression() is { } no
                ? _state.Add(new CallNode(start.To(_state.LastSpan), Operators.Conditional, sign.Span, null, [node, yes, no]))
                : null;
        }

        _state.Leave();
        return node;
    }

    /// <summary>All binary operators that bind at least as strongly as the level, from the left.</summary>
    private Node? Binary(int level)
    {
        var start = _state.Current.Span;
        var left = Unary();
        while (left is not null)
        {
            var (name, found) = Operators.Binary(_state.Current.Kind);
            if (found == 0 || found < level)
            {
                break;
            }

            var sign = _state.Advance();
            left = Binary(found + 1) is { } right
                ? _state.Add(new CallNode(start.To(_state.LastSpan), name, sign.Span, null, [left, right]))
                : null;
        }

        return left;
    }

    /// <summary>Signs of one kind before a member; a minus right before a number belongs to it.</summary>
    private Node? Unary()
    {
        var kind = _state.Current.Kind;
        if (kind is not (TokenKind.Not or TokenKind.Minus))
        {
            return Member();
        }

        var signs = new List<Token>();
        while (_state.Current.Kind == kind)
        {
            if (!_state.Enter())
            {
                return null;
            }

            signs.Add(_state.Advance());
        }

        Node? node;
        if (kind == TokenKind.Minus && _state.Current is { Kind: TokenKind.Literal, Literal.Kind: ValueKind.Int or ValueKind.Double })
        {
            node = Members(Number(signs[^1]), signs[^1].Span);
            signs.RemoveAt(signs.Count - 1);
            _state.Leave();
        }
        else
        {
            node = Member();
        }

        for (var i = signs.Count - 1; i >= 0; i--)
        {
            node = node is null
                ? null
                : _state.Add(new CallNode(signs[i].Span.To(_state.LastSpan), kind == TokenKind.Not ? Operators.Not : Operators.Negate, signs[i].Span, null, [node]));
            _state.Leave();
        }

        return node;
    }

    private Node? Number(Token? minus)
    {
        var token = _state.Advance();
        var span = minus is { } sign ? sign.Span.To(token.Span) : token.Span;
        if (token.Magnitude is not { } magnitude)
        {
            var value = minus is null || token.Literal.Kind != ValueKind.Double ? token.Literal : Value.Double(-token.Literal.AsDouble);
            return _state.Add(new LiteralNode(span, value));
        }

        const ulong LargestNegative = 1UL << 63;
        if (magnitude > (minus is null ? long.MaxValue : LargestNegative))
        {
            return _state.Fail(span, $"The number is outside the range of int, {long.MinValue} to {long.MaxValue}.");
        }

        return _state.Add(new LiteralNode(span, Value.Int(unchecked(minus is null ? (long)magnitude : -(long)magnitude))));
    }

    private Node? Member()
    {
        var start = _state.Current.Span;
        return Members(Primary(), start);
    }

    /// <summary>The start is that of the first token, which may be a parenthesis that the node itself doesn't have.</summary>
    private Node? Members(Node? node, SourceSpan start)
    {
        while (node is not null)
        {
            if (_state.Take(TokenKind.Dot) is not null)
            {
                node = Field(node, start);
            }
            else if (_state.Take(TokenKind.OpenBracket) is { } bracket)
            {
                node = Index(node, start, bracket);
            }
            else if (_state.Current.Kind == TokenKind.OpenBrace && node is NameNode or SelectNode)
            {
                return _state.Fail("an operator or the end", "Expressions can't make records of a declared type: write a map, {\"field\": value}.");
            }
            else
            {
                return node;
            }
        }

        return null;
    }

    private Node? Field(Node operand, SourceSpan start)
    {
        var isOptional = _state.Take(TokenKind.Question) is not null;
        var name = _state.Current;
        if (name.Kind is not (TokenKind.Name or TokenKind.QuotedName))
        {
            return _state.Fail("a field's name after the dot");
        }

        _state.Advance();
        if (!isOptional && name.Kind == TokenKind.Name && _state.Take(TokenKind.OpenParenthesis) is not null)
        {
            return Arguments() is { } arguments
                ? _state.Finish(MacroExpander.Expand(_state, new(start.To(_state.LastSpan), name.Text, name.Span, operand, arguments)))
                : null;
        }

        return _state.Add(new SelectNode(start.To(name.Span), operand, name.Text, name.Span, isOptional ? SelectKind.Optional : SelectKind.Value));
    }

    private Node? Index(Node operand, SourceSpan start, Token bracket)
    {
        var isOptional = _state.Take(TokenKind.Question) is not null;
        return Expression() is { } index && _state.Expect(TokenKind.CloseBracket, "']'") is { } close
            ? _state.Add(new CallNode(
                start.To(close.Span), isOptional ? Operators.OptionalIndex : Operators.Index, bracket.Span, null, [operand, index]))
            : null;
    }

    private Node? Primary()
    {
        var token = _state.Current;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                return Number(null);
            case TokenKind.OpenParenthesis:
                _state.Advance();
                return Expression() is { } inner && _state.Expect(TokenKind.CloseParenthesis, "')'") is not null ? inner : null;
            case TokenKind.OpenBracket:
                return List(_state.Advance());
            case TokenKind.OpenBrace:
                return Map(_state.Advance());
            case TokenKind.Dot:
                _state.Advance();
                return Name(token);
            case TokenKind.Name:
                return Name(null);
            default:
                return _state.Fail("a value, a name or '('");
        }
    }

    private Node? Name(Token? dot)
    {
        if (_state.Current.Kind != TokenKind.Name)
        {
            return _state.Fail("a name after the dot");
        }

        if (Words.Reserved.Contains(_state.Current.Text))
        {
            return _state.Fail("a name", $"'{_state.Current.Text}' is a reserved word: only fields and methods may be called so.");
        }

        var name = _state.Advance();
        var start = (dot ?? name).Span;
        if (_state.Take(TokenKind.OpenParenthesis) is null)
        {
            return _state.Add(new NameNode(start.To(name.Span), name.Text, dot is not null));
        }

        return Arguments() is { } arguments
            ? _state.Finish(MacroExpander.Expand(
                _state, new(start.To(_state.LastSpan), name.Text, name.Span, null, arguments) { IsRooted = dot is not null }))
            : null;
    }
}
