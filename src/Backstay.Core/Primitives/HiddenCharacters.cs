using System.Buffers;
using System.Globalization;
using System.Text;

namespace Backstay.Core.Primitives;

/// <summary>
/// Characters that nobody sees and that change what is read: control and format characters (those that turn the direction of
/// writing among them), line and paragraph separators, and what Unicode says is no character at all.
/// </summary>
public static class HiddenCharacters
{
    /// <summary>The first of them in a text, or the first half of a broken surrogate pair; null where there is none.</summary>
    /// <param name="allowed">Those that this kind of text may hold all the same.</param>
    public static int? First(ReadOnlySpan<char> text, ReadOnlySpan<char> allowed)
    {
        while (text.IndexOfAnyExceptInRange(' ', '~') is var at and >= 0)
        {
            text = text[at..];
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done)
            {
                return text[0];
            }

            if (IsHidden(rune) && !(rune.IsBmp && allowed.Contains((char)rune.Value)))
            {
                return rune.Value;
            }

            text = text[length..];
        }

        return null;
    }

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsNoncharacter(rune.Value);

    /// <summary>The last two of each plane, and 32 in the midst of the first.</summary>
    private static bool IsNoncharacter(int value) => (value & 0xFFFE) == 0xFFFE || value is >= 0xFDD0 and <= 0xFDEF;
}
