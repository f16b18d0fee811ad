namespace Backstay.Expressions.Syntax;

/// <summary>What stands between brackets, with commas.</summary>
internal sealed partial class Parser
{
    private List<Node>? Arguments()
    {
        var arguments = new List<Node>();
        if (_state.Take(TokenKind.CloseParenthesis) is not null)
        {
            return arguments;
        }

        do
        {
            if (Expression() is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (_state.Take(TokenKind.Comma) is not null);

        return _state.Expect(TokenKind.CloseParenthesis, "',' or ')'") is not null ? arguments : null;
    }

    private Node? List(Token open)
    {
        var items = new List<(Node, bool)>();
        while (_state.Current.Kind != TokenKind.CloseBracket)
        {
            var isOptional = _state.Take(TokenKind.Question) is not null;
            if (Expression() is not { } item)
            {
                return null;
            }

            items.Add((item, isOptional));
            if (_state.Take(TokenKind.Comma) is null)
            {
                break;
            }
        }

        return _state.Expect(TokenKind.CloseBracket, "',' or ']'") is { } close ? _state.Add(new ListNode(open.Span.To(close.Span), items)) : null;
    }

    private Node? Map(Token open)
    {
        var entries = new List<MapEntryNode>();
        while (_state.Current.Kind != TokenKind.CloseBrace)
        {
            var isOptional = _state.Take(TokenKind.Question) is not null;
            if (Expression() is not { } key || _state.Expect(TokenKind.Colon, "':'") is null || Expression() is not { } value)
            {
                return null;
            }

            entries.Add(new(key, value, isOptional));
            if (_state.Take(TokenKind.Comma) is null)
            {
                break;
            }
        }

        return _state.Expect(TokenKind.CloseBrace, "',' or '}'") is { } close ? _state.Add(new MapNode(open.Span.To(close.Span), entries)) : null;
    }
}
