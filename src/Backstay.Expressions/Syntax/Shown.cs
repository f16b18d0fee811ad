using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Syntax;

/// <summary>How things of the source are shown in messages: short, and without control characters.</summary>
internal static class Shown
{
    private const int LongestText = 40;

    public static string Character(Rune rune) =>
        Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            ? $"U+{rune.Value:X4}"
            : $"'{rune}'";

    public static string Token(Token token, string source) =>
        token.Kind == TokenKind.End ? "the end" : $"'{Text(token.Span.Of(source))}'";

    public static string Text(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= LongestText)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return shown.ToString();
    }
}
