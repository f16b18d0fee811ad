using System.Text;
using Backstay.Fuzz.Inputs;

namespace Backstay.Fuzz.Parsers;

/// <summary>A parser of short texts.</summary>
/// <param name="sound">Texts that it reads.</param>
/// <param name="pieces">What its texts are made of, and what they are not.</param>
/// <param name="check">Whether it accepts a text; throws <see cref="FuzzedException"/> by <see cref="Held"/> where it does so wrongly.</param>
internal sealed class TextTarget(string name, IReadOnlyList<string> sound, IReadOnlyList<string> pieces, Func<string, bool> check) : ParserTarget
{
    private readonly ByteMutator _bytes = new(
        [.. sound.Select(Encoding.UTF8.GetBytes)], [.. pieces.Concat(HostileTexts.Strings.Where(text => text.Length < 200)).Select(Encoding.UTF8.GetBytes)]);

    public override string Name => name;

    public override byte[] Draw(Random random) => _bytes.Draw(random);

    public override bool Check(byte[] input) => check(Encoding.UTF8.GetString(input));

    /// <summary>True; throws where <paramref name="holds"/> is false.</summary>
    public static bool Held(bool holds, string what)
    {
        Must(holds, what);
        return true;
    }
}
