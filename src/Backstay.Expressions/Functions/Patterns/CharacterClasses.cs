using System.Collections.Frozen;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>
/// Named sets of characters, as RE2 has them. Unicode's own classes (\pL) are left out: one costs .NET's engine a second to build.
/// </summary>
internal static class CharacterClasses
{
    private static readonly CodePointSet Digits = CodePointSet.Of('0', '9');
    private static readonly CodePointSet WordCharacters = CodePointSet.Union([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    private static readonly CodePointSet Blanks = CodePointSet.Union([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);

    private static readonly FrozenDictionary<string, CodePointSet> PosixClasses = new Dictionary<string, CodePointSet>(StringComparer.Ordinal)
    {
        ["alnum"] = CodePointSet.Union([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ["alpha"] = CodePointSet.Union([('A', 'Z'), ('a', 'z')]),
        ["ascii"] = CodePointSet.Of(0, 0x7F),
        ["blank"] = CodePointSet.Union([('\t', '\t'), (' ', ' ')]),
        ["cntrl"] = CodePointSet.Union([(0, 0x1F), (0x7F, 0x7F)]),
        ["digit"] = Digits,
        ["graph"] = CodePointSet.Of('!', '~'),
        ["lower"] = CodePointSet.Of('a', 'z'),
        ["print"] = CodePointSet.Of(' ', '~'),
        ["punct"] = CodePointSet.Union([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ["space"] = CodePointSet.Union([('\t', '\r'), (' ', ' ')]),
        ["upper"] = CodePointSet.Of('A', 'Z'),
        ["word"] = WordCharacters,
        ["xdigit"] = CodePointSet.Union([('0', '9'), ('A', 'F'), ('a', 'f')]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CodePointSet? Perl(char letter) => letter switch
    {
        'd' => Digits,
        'D' => Digits.Negated(),
        'w' => WordCharacters,
        'W' => WordCharacters.Negated(),
        's' => Blanks,
        'S' => Blanks.Negated(),
        _ => null,
    };

    public static CodePointSet? Posix(string name) => PosixClasses.GetValueOrDefault(name);
}
