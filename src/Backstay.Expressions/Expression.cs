using Backstay.Expressions.Syntax;

namespace Backstay.Expressions;

/// <summary>The way in for source text.</summary>
public static class Expression
{
    /// <summary>Parses a source text; null limits are the default ones.</summary>
    public static ExpressionOutcome<SyntaxTree> Parse(string source, ExpressionLimits? limits = null) =>
        Parser.Parse(source, limits ?? ExpressionLimits.Default);
}
