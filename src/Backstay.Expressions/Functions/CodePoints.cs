using System.Text;

namespace Backstay.Expressions.Functions;

/// <summary>Texts as sequences of code points: that is how the language counts, and .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        foreach (var c in text)
        {
            count -= char.IsLowSurrogate(c) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where the code point of this number begins; the text's length for the one after the last. Null outside.</summary>
    public static int? OffsetOf(string text, long index)
    {
        if (index < 0)
        {
            return null;
        }

        var at = 0;
        for (long i = 0; i < index; i++)
        {
            if (at >= text.Length)
            {
                return null;
            }

            at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        }

        return at;
    }

    /// <summary>The number of the code point that begins at this place.</summary>
    public static int IndexAt(string text, int offset) => Count(text[..offset]);

    public static string Reversed(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        Array.Reverse(runes);
        var reversed = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            reversed.Append(rune.ToString());
        }

        return reversed.ToString();
    }
}
