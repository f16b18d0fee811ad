using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>Cuts a source text into tokens, one at a time. At the first trouble it keeps the error and answers End from then on.</summary>
internal sealed class Lexer(string source)
{
    private int _at;

    public ExpressionError? Error { get; private set; }

    public Token Next()
    {
        SkipBlanks();
        var start = _at;
        if (Error is not null || start >= source.Length)
        {
            return new(TokenKind.End, new(start, 0));
        }

        var c = source[start];
        var second = start + 1 < source.Length ? source[start + 1] : '\0';
        if (TextLiteral.Starts(source, start))
        {
            return ReadText(start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(second)))
        {
            return ReadNumber(start);
        }

        if (Words.StartsName(c))
        {
            return ReadName(start);
        }

        return c == '`' ? ReadQuotedName(start) : ReadSign(start, c, second);
    }

    private Token ReadText(int start)
    {
        var read = TextLiteral.Read(source, start);
        _at = read.End;
        if (read.Problem is { } problem)
        {
            return Fail(problem.Span, problem.Message);
        }

        return new(TokenKind.Literal, new(start, _at - start), "", read.Value);
    }

    private Token ReadNumber(int start)
    {
        var read = NumberLiteral.Read(source, start);
        _at = read.End;
        var span = new SourceSpan(start, _at - start);
        return read.Problem is { } problem ? Fail(span, problem) : new(TokenKind.Literal, span, "", read.Value, read.Magnitude);
    }

    private Token ReadName(int start)
    {
        while (_at < source.Length && Words.ContinuesName(source[_at]))
        {
            _at++;
        }

        var span = new SourceSpan(start, _at - start);
        var text = span.Of(source);
        return text switch
        {
            "true" => new(TokenKind.Literal, span, text, Value.True),
            "false" => new(TokenKind.Literal, span, text, Value.False),
            "null" => new(TokenKind.Literal, span, text, Value.Null),
            "in" => new(TokenKind.In, span, text),
            _ => new(TokenKind.Name, span, text),
        };
    }

    private Token ReadQuotedName(int start)
    {
        var end = start + 1;
        while (end < source.Length && Words.IsQuotable(source[end]))
        {
            end++;
        }

        if (end >= source.Length || source[end] != '`' || end == start + 1)
        {
            _at = end;
            return Fail(new(start, end - start), "A quoted field ends with a backtick and holds only letters, digits, '_', '.', '-', '/' and spaces.");
        }

        _at = end + 1;
        return new(TokenKind.QuotedName, new(start, _at - start), source[(start + 1)..end]);
    }

    private Token ReadSign(int start, char c, char second)
    {
        var (kind, length) = (c, second) switch
        {
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('!', _) => (TokenKind.Not, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('?', _) => (TokenKind.Question, 1),
            (':', _) => (TokenKind.Colon, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('.', _) => (TokenKind.Dot, 1),
            ('(', _) => (TokenKind.OpenParenthesis, 1),
            (')', _) => (TokenKind.CloseParenthesis, 1),
            ('[', _) => (TokenKind.OpenBracket, 1),
            (']', _) => (TokenKind.CloseBracket, 1),
            ('{', _) => (TokenKind.OpenBrace, 1),
            ('}', _) => (TokenKind.CloseBrace, 1),
            _ => (TokenKind.End, 0),
        };
        if (length > 0)
        {
            _at = start + length;
            return new(kind, new(start, length), source.Substring(start, length));
        }

        Rune.DecodeFromUtf16(source.AsSpan(start), out var rune, out var used);
        _at = start + used;
        var hint = c switch
        {
            '=' => " Equality is written '=='.",
            '&' => " 'And' is written '&&'.",
            '|' => " 'Or' is written '||'.",
            _ => "",
        };
        return Fail(new(start, used), $"{Shown.Character(rune)} has no meaning here.{hint}", Shown.Character(rune));
    }

    /// <summary>Blanks are tab, line feed, form feed, carriage return and space; a comment goes from // to the end of the line.</summary>
    private void SkipBlanks()
    {
        while (_at < source.Length)
        {
            if (source[_at] is '\t' or '\n' or '\f' or '\r' or ' ')
            {
                _at++;
            }
            else if (source[_at] == '/' && _at + 1 < source.Length && source[_at + 1] == '/')
            {
                var end = source.IndexOf('\n', _at);
                _at = end < 0 ? source.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private Token Fail(SourceSpan span, string message, string? found = null)
    {
        Error = ExpressionError.At(ExpressionErrorKind.Syntax, source, span, message, found);
        return new(TokenKind.End, span);
    }
}
