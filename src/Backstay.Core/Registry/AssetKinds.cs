using System.Collections.Frozen;
using System.Text.Json;

namespace Backstay.Core.Registry;

/// <summary>The text forms of <see cref="AssetKind"/>.</summary>
public static class AssetKinds
{
    private static readonly FrozenDictionary<AssetKind, string> Texts = Enum.GetValues<AssetKind>()
        .ToFrozenDictionary(kind => kind, kind => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()));

    private static readonly FrozenDictionary<string, AssetKind> Values =
        Texts.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static IEnumerable<string> All => Texts.Values.Order(StringComparer.Ordinal);

    public static string ToText(this AssetKind kind) => Texts[kind];

    public static bool TryParse(string text, out AssetKind kind) => Values.TryGetValue(text, out kind);
}
