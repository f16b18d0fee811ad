using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Syntax;

/// <summary>Reads one escape. In bytes \x and octal escapes are single bytes; in strings they are code points.</summary>
internal static class Escape
{
    private const int LargestByte = 255;

    public readonly record struct Reading(int End, Rune Rune, byte? Byte, string? Problem);

    public static Reading Read(string source, int at, bool isBytes)
    {
        var c = at + 1 < source.Length ? source[at + 1] : '\0';
        return c switch
        {
            'a' => Simple(at, '\a'),
            'b' => Simple(at, '\b'),
            'f' => Simple(at, '\f'),
            'n' => Simple(at, '\n'),
            'r' => Simple(at, '\r'),
            't' => Simple(at, '\t'),
            'v' => Simple(at, '\v'),
            '\\' or '?' or '"' or '\'' or '`' => Simple(at, c),
            'x' or 'X' => Digits(source, at, 2, 2, NumberStyles.AllowHexSpecifier, isBytes),
            'u' when !isBytes => Digits(source, at, 2, 4, NumberStyles.AllowHexSpecifier, isBytes),
            'U' when !isBytes => Digits(source, at, 2, 8, NumberStyles.AllowHexSpecifier, isBytes),
            'u' or 'U' => new(at + 2, default, null, $"'\\{c}' isn't for bytes: write \\x and two hexadecimal digits for each byte."),
            >= '0' and <= '3' => Digits(source, at, 1, 3, NumberStyles.None, isBytes),
            _ => new(
                Math.Min(at + 2, source.Length), default, null,
                "This escape is unknown. There are \\a \\b \\f \\n \\r \\t \\v \\\\ \\? \\\" \\' \\` \\xHH \\uHHHH \\UHHHHHHHH and \\ooo; r'…' takes text as it is."),
        };
    }

    private static Reading Simple(int at, char c) => new(at + 2, new Rune(c), null, null);

    private static Reading Digits(string source, int at, int skip, int count, NumberStyles style, bool isBytes)
    {
        var from = at + skip;
        var end = Math.Min(from + count, source.Length);
        var digits = source.AsSpan(from, Math.Max(end - from, 0));
        var isOctal = style == NumberStyles.None;
        if (digits.Length < count || digits.ContainsAnyExcept(isOctal ? "01234567" : "0123456789abcdefABCDEF"))
        {
            return new(end, default, null, $"This escape takes {count} {(isOctal ? "octal" : "hexadecimal")} digits.");
        }

        var code = isOctal
            ? (uint)(((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + digits[2] - '0')
            : uint.Parse(digits, style, CultureInfo.InvariantCulture);
        if (isBytes && code <= LargestByte)
        {
            return new(end, default, (byte)code, null);
        }

        return Rune.IsValid(code)
            ? new(end, new Rune(code), null, null)
            : new(end, default, null, "This is no Unicode character: those are 0 to 10FFFF without the surrogates D800 to DFFF.");
    }
}
