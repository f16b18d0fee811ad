using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Registry;

/// <summary>Names one version of an asset: <c>model/flight-delay@1.2.0</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<VersionId>))]
public readonly record struct VersionId(AssetId Asset, SemanticVersion Number) : IComparable<VersionId>, ITextValue<VersionId>
{
    public static string Form => "KIND/NAME@VERSION, such as model/flight-delay@1.2.0";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out VersionId value)
    {
        value = default;
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (text is null || at < 0 || !AssetId.TryParse(text[..at], out var asset)
            || !SemanticVersion.TryParse(text[(at + 1)..], out var number))
        {
            return false;
        }

        value = new VersionId(asset, number);
        return true;
    }

    public static VersionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not {Form}.");

    public int CompareTo(VersionId other) => (Asset, Number).CompareTo((other.Asset, other.Number));

    public override string ToString() => $"{Asset}@{Number}";
}
