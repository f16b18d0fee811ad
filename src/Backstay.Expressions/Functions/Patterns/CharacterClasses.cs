using System.Collections.Frozen;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>Named sets of characters, as RE2 has them.</summary>
internal static class CharacterClasses
{
    private static readonly CharacterSet Digits = CharacterSet.Of('0', '9');
    private static readonly CharacterSet WordCharacters = CharacterSet.Union([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    private static readonly CharacterSet Blanks = CharacterSet.Union([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);

    private static readonly FrozenDictionary<string, CharacterSet> PosixClasses = new Dictionary<string, CharacterSet>(StringComparer.Ordinal)
    {
        ["alnum"] = CharacterSet.Union([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ["alpha"] = CharacterSet.Union([('A', 'Z'), ('a', 'z')]),
        ["ascii"] = CharacterSet.Of(0, 0x7F),
        ["blank"] = CharacterSet.Union([('\t', '\t'), (' ', ' ')]),
        ["cntrl"] = CharacterSet.Union([(0, 0x1F), (0x7F, 0x7F)]),
        ["digit"] = Digits,
        ["graph"] = CharacterSet.Of('!', '~'),
        ["lower"] = CharacterSet.Of('a', 'z'),
        ["print"] = CharacterSet.Of(' ', '~'),
        ["punct"] = CharacterSet.Union([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ["space"] = CharacterSet.Union([('\t', '\r'), (' ', ' ')]),
        ["upper"] = CharacterSet.Of('A', 'Z'),
        ["word"] = WordCharacters,
        ["xdigit"] = CharacterSet.Union([('0', '9'), ('A', 'F'), ('a', 'f')]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In the order of .NET's UnicodeCategory.</summary>
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>The ranges of \d \w \s and of their opposites; null for every other letter.</summary>
    public static IEnumerable<(int First, int Last)>? Perl(char letter) => letter switch
    {
        'd' => Digits.Ranges,
        'D' => Digits.Others(),
        'w' => WordCharacters.Ranges,
        'W' => WordCharacters.Others(),
        's' => Blanks.Ranges,
        'S' => Blanks.Others(),
        _ => null,
    };

    public static IEnumerable<(int First, int Last)>? Posix(string name, bool isNegated) =>
        PosixClasses.TryGetValue(name, out var set) ? isNegated ? set.Others() : set.Ranges : null;

    public static bool IsWord(int character) => WordCharacters.Contains(character);

    /// <summary>A general category's bits, by its two letters or their first alone; 0 where there is none.</summary>
    public static int Category(string name, bool isNegated)
    {
        var bits = 0;
        for (var i = 0; i < Categories.Length; i++)
        {
            bits |= name.Length is 1 or 2 && Categories[i].StartsWith(name, StringComparison.Ordinal) ? 1 << i : 0;
        }

        return bits == 0 ? 0 : isNegated ? ~bits & ((1 << Categories.Length) - 1) : bits;
    }
}
