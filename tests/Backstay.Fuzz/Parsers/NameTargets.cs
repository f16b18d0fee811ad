using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;
using Backstay.Core.Registry;
using Backstay.Core.Releases;

namespace Backstay.Fuzz.Parsers;

/// <summary>Values that are texts everywhere, in paths, bodies and the ledger: what is read and printed reads the same.</summary>
internal static class NameTargets
{
    private static readonly string[] Pieces = [".", "-", "_", "@", "/", ":", "+", "0", "00", "99999999999999999999", "1.0.0", "-rc.1", ">=", "<", " ", "model", "sha256:", "files-v1:", "A", "é", "\0"];

    public static IEnumerable<ParserTarget> All() =>
    [
        Of<Name>("names", "answers", "a.b_c-d", "0"),
        Of<SemanticVersion>("semantic-versions", "1.0.0", "1.2.3-rc.1", "0.0.0-alpha.beta.1"),
        Of<AssetId>("asset-ids", "model/delay", "data-processor/p"),
        Of<VersionId>("version-ids", "model/delay@1.2.0", "data-processor/p@1.0.0-rc.1"),
        Of<VersionRange>("version-ranges", "1.2.0", ">=1.2.0 <2.0.0"),
        Of<Digest>("digests", "sha256:" + new string('a', 64), new string('0', 64)),
        Of<ContentDigest>("content-digests", "sha256:" + new string('a', 64), "files-v1:" + new string('0', 64)),
    ];

    private static TextTarget Of<T>(string name, params string[] sound)
        where T : struct, ITextValue<T> => new(name, sound, Pieces, text =>
    {
        if (!T.TryParse(text, out var value))
        {
            return false;
        }

        var printed = value.ToString();
        return TextTarget.Held(T.TryParse(printed, out var again) && again.Equals(value) && again.ToString() == printed, $"'{printed}' reads otherwise than '{text}'");
    });
}
