using System.Globalization;
using System.Text;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>
/// Reads a regular expression by RE2's grammar. What RE2 refuses (back references, looking around) is refused. The size is
/// that of the automaton with all repetitions written out; it is bounded, so that they can't multiply.
/// </summary>
internal sealed class PatternParser
{
    public const int LargestSize = 2_000;
    private const int LargestRepetition = 1_000;
    private const int DeepestGroup = 50;

    private static readonly NothingPattern Nothing = new();

    private readonly string _pattern;
    private int _at;
    private string? _problem;

    private PatternParser(string pattern) => _pattern = pattern;

    /// <summary>The modes that (?ims) switches, for the rest of the group.</summary>
    private record struct Modes(bool IgnoresCase, bool IsMultiline, bool DotIsAll);

    public static (PatternNode Node, string? Problem) Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var modes = default(Modes);
        var whole = parser.Alternatives(ref modes, depth: 0);
        if (parser._problem is null && parser._at < pattern.Length)
        {
            parser.Fail("a ')' has no '('.");
        }

        return (whole, parser._problem);
    }

    private bool AtEnd => _problem is not null || _at >= _pattern.Length;

    private char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    private NothingPattern Fail(string problem)
    {
        _problem ??= problem;
        return Nothing;
    }

    private PatternNode Alternatives(ref Modes modes, int depth)
    {
        if (depth > DeepestGroup)
        {
            return Fail($"groups stand deeper in each other than {DeepestGroup}.");
        }

        var choices = new List<PatternNode>();
        var parts = new List<PatternNode>();
        long size = 0;
        while (!AtEnd && Peek() != ')')
        {
            if (Peek() == '|')
            {
                _at++;
                choices.Add(new SequencePattern([.. parts]));
                parts.Clear();
                continue;
            }

            parts.Add(Repeated(ref modes, depth));
            size += parts[^1].Size;
            if (size > LargestSize)
            {
                return Fail($"it has more than {LargestSize} places once its repetitions are written out.");
            }
        }

        var last = parts.Count == 1 ? parts[0] : new SequencePattern(parts);
        return choices.Count == 0 ? last : new ChoicePattern([.. choices, last]);
    }

    private PatternNode Repeated(ref Modes modes, int depth)
    {
        var part = Atom(ref modes, depth);
        if (AtEnd || Repetition() is not var (least, most))
        {
            return part;
        }

        // Flags alone are no part.
        if (part is NothingPattern)
        {
            return Fail("a repetition has nothing to repeat.");
        }

        _at += Peek() == '?' ? 1 : 0;
        if (!AtEnd && Repetition() is not null)
        {
            return Fail("a repetition can't be repeated without a group.");
        }

        if (Math.Max(least, most ?? 0) > LargestRepetition)
        {
            return Fail($"a repetition counts to more than {LargestRepetition}.");
        }

        return (Math.Max(most ?? (least + 1), 1) * (part.Size + 1L)) > LargestSize
            ? Fail($"it has more than {LargestSize} places once its repetitions are written out.")
            : new RepeatPattern(part, least, most);
    }

    /// <summary>* + ? {n} {n,} {n,m}; braces around anything else are ordinary characters.</summary>
    private (int Least, int? Most)? Repetition()
    {
        switch (Peek())
        {
            case '*':
                _at++;
                return (0, null);
            case '+':
                _at++;
                return (1, null);
            case '?':
                _at++;
                return (0, 1);
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

        _at = end + 1;
        return (least, most);
    }

    private static int? Count(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private PatternNode Atom(ref Modes modes, int depth)
    {
        switch (Peek())
        {
            case '(': return Group(ref modes, depth);
            case '[': return Read(new(_pattern, _at), static reader => reader.Read(), modes);
            case '\\': return Escaped(modes);
            case '.':
                _at++;
                return new CharacterPattern(modes.DotIsAll ? CharacterSet.All : CharacterSet.AllButLineFeed, IgnoresCase: false);
            case '^':
                _at++;
                return new PlacePattern(modes.IsMultiline ? Place.LineStart : Place.TextStart);
            case '$':
                _at++;
                return new PlacePattern(modes.IsMultiline ? Place.LineEnd : Place.TextEnd);
            case '*' or '+' or '?': return Fail("a repetition has nothing to repeat.");
            default: return Literal(modes);
        }
    }

    private CharacterPattern Literal(Modes modes)
    {
        Rune.DecodeFromUtf16(_pattern.AsSpan(_at), out var rune, out var used);
        _at += used;
        return new(CharacterSet.Of(rune.Value, rune.Value), modes.IgnoresCase);
    }

    private PatternNode Read(ClassReader reader, Func<ClassReader, CharacterSet?> read, Modes modes)
    {
        var set = read(reader);
        _at = reader.End;
        return set is null ? Fail(reader.Problem) : new CharacterPattern(set, modes.IgnoresCase);
    }

    private PatternNode Group(ref Modes modes, int depth)
    {
        _at++;
        var inner = modes;
        if (Peek() == '?')
        {
            _at++;
            if (!IsNamed() && Flags(ref inner) == ')')
            {
                modes = inner;
                return Nothing;
            }
        }

        if (_problem is not null)
        {
            return Nothing;
        }

        var body = Alternatives(ref inner, depth + 1);
        if (_problem is null && Peek() != ')')
        {
            return Fail("a '(' has no ')'.");
        }

        _at++;
        return body is NothingPattern ? new SequencePattern([]) : body;
    }

    /// <summary>P&lt;name&gt; and &lt;name&gt;: names don't matter for whether something matches.</summary>
    private bool IsNamed()
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

    private PatternNode Escaped(Modes modes)
    {
        Place? place = Peek(1) switch
        {
            'A' => Place.TextStart,
            'z' => Place.TextEnd,
            'b' => Place.WordEdge,
            'B' => Place.NoWordEdge,
            _ => null,
        };
        if (place is { } known)
        {
            _at += 2;
            return new PlacePattern(known);
        }

        return Peek(1) == 'Q' ? Verbatim(modes) : Read(new(_pattern, _at), static reader => reader.ReadEscape(), modes);
    }

    /// <summary>\Q…\E takes everything between as it is.</summary>
    private SequencePattern Verbatim(Modes modes)
    {
        _at += 2;
        var parts = new List<PatternNode>();
        while (_at < _pattern.Length && !(Peek() == '\\' && Peek(1) == 'E'))
        {
            parts.Add(Literal(modes));
        }

        _at = Math.Min(_at + 2, _pattern.Length);
        return new(parts);
    }
}
