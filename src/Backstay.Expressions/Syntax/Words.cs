using System.Collections.Frozen;

namespace Backstay.Expressions.Syntax;

/// <summary>Which words are names.</summary>
internal static class Words
{
    /// <summary>Words that are part of the grammar.</summary>
    public static readonly FrozenSet<string> Keywords = FrozenSet.Create(StringComparer.Ordinal, "false", "in", "null", "true");

    /// <summary>Words that CEL keeps for later: fields and methods may be called so, variables and functions not.</summary>
    public static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "namespace",
        "package", "return", "var", "void", "while");

    public static bool StartsName(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool ContinuesName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>What may stand between backticks.</summary>
    public static bool IsQuotable(char c) => ContinuesName(c) || c is '.' or '-' or '/' or ' ';

    /// <summary>Whether a text can be written as a field without backticks.</summary>
    public static bool IsPlainField(string text) =>
        text.Length > 0 && StartsName(text[0]) && text.All(ContinuesName) && !Keywords.Contains(text);

    public static bool IsIdentifier(string text) => IsPlainField(text) && !Reserved.Contains(text);

    /// <summary>Identifiers with dots between them.</summary>
    public static bool IsQualifiedName(string text) => text.Split('.').All(IsIdentifier);
}
