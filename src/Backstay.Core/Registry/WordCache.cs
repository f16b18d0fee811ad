using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// What a reader of many registrations meets again and again, kept in a fixed number of places: a newcomer takes the place of
/// what was there. For one thread.
/// </summary>
internal sealed class WordCache
{
    private const int Places = 1 << 12;
    private const int LongestText = 64;

    [ThreadStatic]
    private static WordCache? _ofThisThread;

    private readonly (byte[] Utf8, string Text)[] _texts = new (byte[], string)[Places];
    private readonly (byte[] Utf8, AssetId Asset)[] _assets = new (byte[], AssetId)[Places];
    private readonly (byte[] Utf8, ModelDescription Model)[] _models = new (byte[], ModelDescription)[1 << 8];

    public static WordCache OfThisThread => _ofThisThread ??= new WordCache();

    [MethodImpl(Compiled.AtOnce)]
    public string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestText)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var place = ref _texts[PlaceOf(utf8, _texts.Length)];
        if (place.Utf8 is null || !utf8.SequenceEqual(place.Utf8))
        {
            place = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return place.Text;
    }

    /// <summary>As <see cref="VersionId.TryParse"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public bool TryVersion(ReadOnlySpan<byte> utf8, [MaybeNullWhen(false)] out VersionId version)
    {
        version = default;
        var at = utf8.IndexOf((byte)'@');
        if (at < 0)
        {
            return false;
        }

        if (!TryNumber(utf8[(at + 1)..], out var number))
        {
            return VersionId.TryParse(Encoding.UTF8.GetString(utf8), out version);
        }

        ref var place = ref _assets[PlaceOf(utf8[..at], _assets.Length)];
        if (place.Utf8 is null || !utf8[..at].SequenceEqual(place.Utf8))
        {
            if (!AssetId.TryParse(Encoding.UTF8.GetString(utf8[..at]), out var asset))
            {
                return false;
            }

            place = (utf8[..at].ToArray(), asset);
        }

        version = new VersionId(place.Asset, number);
        return true;
    }

    /// <summary>The description as the serialiser reads it.</summary>
    public ModelDescription? Model(ReadOnlySpan<byte> json)
    {
        ref var place = ref _models[PlaceOf(json, _models.Length)];
        if (place.Utf8 is not null && json.SequenceEqual(place.Utf8))
        {
            return place.Model;
        }

        if (JsonSerializer.Deserialize(json, RegistryJson.Default.ModelDescription) is not { } model)
        {
            return null;
        }

        place = (json.ToArray(), model);
        return model;
    }

    /// <summary>MAJOR.MINOR.PATCH; false for anything else, which may be right all the same.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static bool TryNumber(ReadOnlySpan<byte> utf8, out SemanticVersion number)
    {
        number = default;
        if (!TryPart(ref utf8, out var major) || !TryDot(ref utf8) || !TryPart(ref utf8, out var minor) || !TryDot(ref utf8)
            || !TryPart(ref utf8, out var patch) || !utf8.IsEmpty)
        {
            return false;
        }

        number = new SemanticVersion(major, minor, patch, null);
        return true;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static bool TryPart(ref ReadOnlySpan<byte> utf8, out int part)
    {
        part = 0;
        if (utf8.IsEmpty || !char.IsAsciiDigit((char)utf8[0]) || !Utf8Parser.TryParse(utf8, out part, out var read)
            || (read > 1 && utf8[0] == '0'))
        {
            return false;
        }

        utf8 = utf8[read..];
        return true;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static bool TryDot(ref ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] != '.')
        {
            return false;
        }

        utf8 = utf8[1..];
        return true;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static int PlaceOf(ReadOnlySpan<byte> utf8, int places)
    {
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode() & (places - 1);
    }
}
