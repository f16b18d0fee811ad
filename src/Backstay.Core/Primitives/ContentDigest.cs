using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Primitives;

/// <summary>
/// What a version's content is named by: <c>sha256:HEX</c> of one file, or <c>files-v1:HEX</c>, the SHA-256 of the
/// JCS form of the list of <c>{path, sha256, size}</c> sorted by path (DEFINITIONS.md, "Content and versions").
/// </summary>
[JsonConverter(typeof(TextJsonConverter<ContentDigest>))]
public readonly record struct ContentDigest(ContentScheme Scheme, Digest Digest) : ITextValue<ContentDigest>
{
    private const string FilesPrefix = "files-v1:";

    public static string Form => "sha256: or files-v1: and 64 lower-case hexadecimal digits";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out ContentDigest value)
    {
        value = default;
        if (text is null)
        {
            return false;
        }

        var files = text.StartsWith(FilesPrefix, StringComparison.Ordinal);
        if (!files && !text.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return false;
        }

        if (!Digest.TryParse(files ? text[FilesPrefix.Length..] : text, out var digest))
        {
            return false;
        }

        value = new ContentDigest(files ? ContentScheme.Files : ContentScheme.File, digest);
        return true;
    }

    public override string ToString() => Scheme == ContentScheme.Files ? FilesPrefix + Digest.ToHex() : Digest.ToString();
}
