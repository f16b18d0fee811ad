namespace Backstay.Expressions;

/// <summary>Which stage refused the expression.</summary>
public enum ExpressionErrorKind
{
    /// <summary>The text is no expression.</summary>
    Syntax,

    /// <summary>The text is an expression, but not of these variables, fields, functions or types.</summary>
    Check,

    /// <summary>The text is longer, larger or deeper than is allowed.</summary>
    Limit,
}

/// <summary>
/// Why a source text was refused. Line and column count from 1, columns in characters (code points).
/// </summary>
/// <param name="Kind">The stage that refused it.</param>
/// <param name="Message">A whole sentence: what was found and what was expected.</param>
/// <param name="Span">Where, in the source.</param>
/// <param name="Line">The line of the span's start.</param>
/// <param name="Column">The column of the span's start.</param>
public sealed record ExpressionError(ExpressionErrorKind Kind, string Message, SourceSpan Span, int Line, int Column)
{
    /// <summary>What stood there, or null where that says nothing.</summary>
    public string? Found { get; init; }

    /// <summary>What could have stood there, or null where there is no short list.</summary>
    public string? Expected { get; init; }

    public override string ToString() => $"{Line}:{Column}: {Message}";

    internal static ExpressionError At(ExpressionErrorKind kind, string source, SourceSpan span, string message, string? found = null, string? expected = null)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < span.Start && i < source.Length; i++)
        {
            if (source[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        var column = 1;
        for (var i = lineStart; i < span.Start && i < source.Length; i++)
        {
            // The second half of a pair belongs to the character before it.
            column += char.IsLowSurrogate(source[i]) && i > lineStart && char.IsHighSurrogate(source[i - 1]) ? 0 : 1;
        }

        return new(kind, message, span, line, column) { Found = found, Expected = expected };
    }
}
