using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>Reads [a-z\d[:alpha:]] and the escapes that stand for characters.</summary>
internal sealed class ClassReader(string pattern, int at)
{
    private readonly List<(int First, int Last)> _ranges = [];
    private int _categories;

    public int End { get; private set; } = at;

    public string Problem { get; private set; } = "a ']' is missing.";

    /// <summary>From the [ on; null where it is wrong.</summary>
    public CharacterSet? Read()
    {
        End++;
        var isNegated = Peek() == '^';
        End += isNegated ? 1 : 0;
        var isFirst = true;
        while (End < pattern.Length && (Peek() != ']' || isFirst))
        {
            isFirst = false;
            if (!Item())
            {
                return null;
            }
        }

        if (End >= pattern.Length)
        {
            return null;
        }

        End++;
        return CharacterSet.Union(_ranges, _categories, isNegated);
    }

    /// <summary>From the backslash on: a character or a class such as \d.</summary>
    public CharacterSet? ReadEscape()
    {
        if (Named() is { } known)
        {
            return known ? CharacterSet.Union(_ranges, _categories) : null;
        }

        return Character() is { } single ? CharacterSet.Of(single, single) : null;
    }

    private char Peek(int ahead = 0) => End + ahead < pattern.Length ? pattern[End + ahead] : '\0';

    private bool Item()
    {
        if (Peek() == '[' && Peek(1) == ':')
        {
            return Posix();
        }

        if (Peek() == '\\' && Named() is { } known)
        {
            return known;
        }

        if (Character() is not { } first)
        {
            return false;
        }

        if (Peek() != '-' || Peek(1) is ']' or '\0')
        {
            _ranges.Add((first, first));
            return true;
        }

        End++;
        if (Character() is not { } last)
        {
            return false;
        }

        if (last < first)
        {
            Problem = "a range's end lies before its beginning.";
            return false;
        }

        _ranges.Add((first, last));
        return true;
    }

    private bool Posix()
    {
        var end = pattern.IndexOf(":]", End + 2, StringComparison.Ordinal);
        var name = end < 0 ? "" : pattern[(End + 2)..end];
        if (CharacterClasses.Posix(name.TrimStart('^'), name.StartsWith('^')) is not { } ranges)
        {
            Problem = "there is no such class between '[:' and ':]'.";
            return false;
        }

        End = end + 2;
        _ranges.AddRange(ranges);
        return true;
    }

    /// <summary>\d \w \s, \pL, \p{Lu} and their opposites, added to the set; false where the name is unknown, null where it is no name.</summary>
    private bool? Named()
    {
        if (CharacterClasses.Perl(Peek(1)) is { } perl)
        {
            End += 2;
            _ranges.AddRange(perl);
            return true;
        }

        if (Peek(1) is not ('p' or 'P'))
        {
            return null;
        }

        var inBraces = Peek(2) == '{';
        var close = inBraces ? pattern.IndexOf('}', End) : End + 2;
        var name = close < 0 || close >= pattern.Length ? "" : inBraces ? pattern[(End + 3)..close] : pattern[close].ToString();
        var bits = CharacterClasses.Category(name.TrimStart('^'), isNegated: Peek(1) == 'P' != name.StartsWith('^'));
        if (bits == 0)
        {
            Problem = "of Unicode's classes only general categories such as \\pL or \\p{Lu} are known.";
            return false;
        }

        _categories |= bits;
        End = close + 1;
        return true;
    }

    private int? Character()
    {
        if (Peek() != '\\')
        {
            Rune.DecodeFromUtf16(pattern.AsSpan(Math.Min(End, pattern.Length)), out var rune, out var used);
            End += Math.Max(used, 1);
            return rune.Value;
        }

        var c = Peek(1);
        End += 2;
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return Hexadecimal();
            case '0': return Octal();
            case > '\0' and < (char)0x80 when !char.IsAsciiLetterOrDigit(c): return c;
        }

        Problem = char.IsAsciiDigit(c) ? "back references are not supported." : "an escape is unknown.";
        return null;
    }

    private int? Hexadecimal()
    {
        var close = Peek() == '{' ? pattern.IndexOf('}', End) : End + 2;
        if (close > 0 && close <= pattern.Length)
        {
            var digits = Peek() == '{' ? pattern[(End + 1)..close] : pattern[End..close];
            if (int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
            {
                End = Peek() == '{' ? close + 1 : close;
                return code;
            }
        }

        Problem = "after \\x two hexadecimal digits stand, or a character's number in braces.";
        return null;
    }

    private int Octal()
    {
        var code = 0;
        for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++)
        {
            code = (code * 8) + Peek() - '0';
            End++;
        }

        return code;
    }
}
