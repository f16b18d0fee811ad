using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Values;

/// <summary>Texts and bytes as literals.</summary>
internal static class Quoted
{
    /// <summary>In double quotes, with escapes for quotes, backslashes and control characters.</summary>
    public static string Text(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Simple(rune.Value) ?? (Rune.IsControl(rune)
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : rune.ToString()));
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>As Text, but only what the language's strings.quote escapes; control characters without a letter stay.</summary>
    public static string Plainly(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Simple(rune.Value) ?? rune.ToString());
        }

        return quoted.Append('"').ToString();
    }

    public static string Bytes(ReadOnlySpan<byte> bytes)
    {
        var quoted = new StringBuilder("b\"", bytes.Length + 3);
        foreach (var value in bytes)
        {
            quoted.Append(value is >= 0x20 and < 0x7F
                ? Simple(value) ?? ((char)value).ToString()
                : string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"));
        }

        return quoted.Append('"').ToString();
    }

    private static string? Simple(int c) => c switch
    {
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        '\\' => "\\\\",
        '"' => "\\\"",
        _ => null,
    };
}
