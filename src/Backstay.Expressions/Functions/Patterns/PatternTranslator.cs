using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>
/// Reads a regular expression by RE2's grammar and writes one for .NET that means the same: characters are code points and
/// not UTF-16 units, classes such as \d are ASCII, $ is the very end. What RE2 refuses (back references, looking around) is
/// refused. The size is how many places the automaton has; it is bounded, so that counted repetitions can't multiply, and so is the number of sets.
/// </summary>
internal sealed class PatternTranslator
{
    public const int LargestSize = 2_000;
    public const int MostSets = 64;
    private const int LargestRepetition = 1_000;
    private const int DeepestGroup = 50;

    private readonly string _pattern;
    private readonly HashSet<string> _sets = new(StringComparer.Ordinal);
    private int _pieces;
    private int _at;
    private string? _problem;

    private PatternTranslator(string pattern) => _pattern = pattern;

    public readonly record struct Translation(string Pattern, int Size, int Sets, string? Problem);

    private readonly record struct Part(string Text, int Size);

    /// <summary>The modes that (?ims) switches, for the rest of the group.</summary>
    private record struct Modes(bool IgnoresCase, bool IsMultiline, bool DotIsAll);

    public static Translation Translate(string pattern)
    {
        var translator = new PatternTranslator(pattern);
        var modes = default(Modes);
        var whole = translator.Alternatives(ref modes, depth: 0);
        if (translator._problem is null && translator._at < pattern.Length)
        {
            translator.Fail("a ')' has no '('.");
        }

        return new(whole.Text, whole.Size, translator._pieces, translator._problem);
    }

    private bool AtEnd => _problem is not null || _at >= _pattern.Length;

    private char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    private Part Fail(string problem)
    {
        _problem ??= problem;
        return default;
    }

    private Part Alternatives(ref Modes modes, int depth)
    {
        var text = new StringBuilder();
        var size = 1;
        if (depth > DeepestGroup)
        {
            return Fail($"groups stand deeper in each other than {DeepestGroup}.");
        }

        while (!AtEnd && Peek() != ')')
        {
            if (Peek() == '|')
            {
                _at++;
                text.Append('|');
                continue;
            }

            var part = Repeated(ref modes, depth);
            size += part.Size;
            text.Append(part.Text);
            if (size > LargestSize)
            {
                return Fail($"it has more than {LargestSize} places once its repetitions are written out.");
            }
        }

        return new(text.ToString(), size);
    }

    private Part Repeated(ref Modes modes, int depth)
    {
        var part = Atom(ref modes, depth);
        if (AtEnd || Repetition() is not var (written, times))
        {
            return part;
        }

        if (part.Text.Length == 0)
        {
            return Fail("a repetition has nothing to repeat.");
        }

        var lazy = Peek() == '?' ? "?" : "";
        _at += lazy.Length;
        if (!AtEnd && Repetition() is not null)
        {
            return Fail("a repetition can't be repeated without a group.");
        }

        return times > LargestRepetition
            ? Fail($"a repetition counts to more than {LargestRepetition}.")
            : new($"(?:{part.Text}){written}{lazy}", Math.Min(part.Size * Math.Max(times, 1), LargestSize + 1));
    }

    /// <summary>* + ? {n} {n,} {n,m}; braces around anything else are ordinary characters.</summary>
    private (string Written, int Times)? Repetition()
    {
        if (Peek() is '*' or '+' or '?')
        {
            return (_pattern[_at++].ToString(), 1);
        }

        var end = Peek() == '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            return null;
        }

        var numbers = _pattern[(_at + 1)..end].Split(',');
        if (numbers.Length > 2 || Count(numbers[0]) is not { } least || (numbers.Length == 2 && numbers[1].Length > 0 && Count(numbers[1]) is null))
        {
            return null;
        }

        var most = numbers.Length == 2 ? Count(numbers[1]) : least;
        if (most < least)
        {
            Fail("a repetition's end lies before its beginning.");
        }

        var written = _pattern[_at..(end + 1)];
        _at = end + 1;
        return (written, Math.Max(least, most ?? 0));
    }

    private static int? Count(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private Part Atom(ref Modes modes, int depth)
    {
        switch (Peek())
        {
            case '(': return Group(ref modes, depth);
            case '[': return Class(modes);
            case '\\': return Escaped(modes);
            case '.':
                _at++;
                return Set(modes.DotIsAll ? CodePointSet.All : CodePointSet.AllButLineFeed, default);
            case '^':
                _at++;
                return new(modes.IsMultiline ? "(?m:^)" : @"\A", 1);
            case '$':
                _at++;
                return new(modes.IsMultiline ? "(?m:$)" : @"\z", 1);
            case '*' or '+' or '?': return Fail("a repetition has nothing to repeat.");
            default: return Literal(NextRune(), modes);
        }
    }

    private Rune NextRune()
    {
        Rune.DecodeFromUtf16(_pattern.AsSpan(_at), out var rune, out var used);
        _at += used;
        return rune;
    }

    private Part Group(ref Modes modes, int depth)
    {
        _at++;
        var inner = modes;
        if (Peek() == '?')
        {
            _at++;
            if (!Named() && Flags(ref inner) is { } sign)
            {
                if (sign == ')')
                {
                    modes = inner;
                    return new("", 0);
                }
            }
        }

        if (_problem is not null)
        {
            return default;
        }

        var body = Alternatives(ref inner, depth + 1);
        if (_problem is null && Peek() != ')')
        {
            return Fail("a '(' has no ')'.");
        }

        _at++;
        return new($"(?:{body.Text})", body.Size);
    }

    /// <summary>P&lt;name&gt; and &lt;name&gt;: names don't matter for whether something matches.</summary>
    private bool Named()
    {
        var start = _at + (Peek() == 'P' ? 1 : 0);
        if (start >= _pattern.Length || _pattern[start] != '<' || (start + 1 < _pattern.Length && _pattern[start + 1] is '=' or '!'))
        {
            return false;
        }

        var end = _pattern.IndexOf('>', start);
        if (end <= start + 1 || !_pattern[(start + 1)..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            Fail("a group's name is written (?P<name>…).");
            return true;
        }

        _at = end + 1;
        return true;
    }

    /// <summary>i, m, s and - up to : or ), which is answered.</summary>
    private char? Flags(ref Modes modes)
    {
        var on = true;
        while (_at < _pattern.Length)
        {
            switch (_pattern[_at++])
            {
                case 'i': modes.IgnoresCase = on; break;
                case 'm': modes.IsMultiline = on; break;
                case 's': modes.DotIsAll = on; break;
                case '-' when on: on = false; break;
                case ':': return ':';
                case ')': return ')';
                default:
                    Fail("after '(?' only a name, ':' or the flags i, m and s can stand; looking ahead or behind is not supported.");
                    return null;
            }
        }

        Fail("a '(' has no ')'.");
        return null;
    }

    private Part Class(Modes modes)
    {
        var reader = new ClassReader(_pattern, _at);
        var set = reader.Read();
        _at = reader.End;
        return set is null ? Fail(reader.Problem) : Set(set, modes);
    }

    private Part Escaped(Modes modes)
    {
        switch (Peek(1))
        {
            case 'A': return Assertion(@"\A");
            case 'z': return Assertion(@"\z");
            case 'b': return Assertion(@"\b");
            case 'B': return Assertion(@"\B");
            case 'Q': return Verbatim(modes);
        }

        var reader = new ClassReader(_pattern, _at);
        var set = reader.ReadEscape();
        _at = reader.End;
        return set is null ? Fail(reader.Problem) : Set(set, modes);
    }

    private Part Assertion(string text)
    {
        _at += 2;
        return new(text, 1);
    }

    /// <summary>\Q…\E takes everything between as it is.</summary>
    private Part Verbatim(Modes modes)
    {
        _at += 2;
        var text = new StringBuilder();
        var size = 0;
        while (_at < _pattern.Length && !(Peek() == '\\' && Peek(1) == 'E'))
        {
            text.Append(Literal(NextRune(), modes).Text);
            size++;
        }

        _at = Math.Min(_at + 2, _pattern.Length);
        return new(text.ToString(), size);
    }

    private Part Literal(Rune rune, Modes modes) => Set(CodePointSet.Of(rune.Value, rune.Value), modes);

    /// <summary>Building the automaton takes time with the square of how many sets of characters it must tell apart.</summary>
    private Part Set(CodePointSet set, Modes modes)
    {
        var (text, pieces) = set.ToPattern();
        text = modes.IgnoresCase ? $"(?i:{text})" : text;
        _pieces += _sets.Add(text) ? pieces : 0;
        return _pieces > MostSets ? Fail($"it has more than {MostSets} different characters and sets of them.") : new(text, pieces);
    }
}
