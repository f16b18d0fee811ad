using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Registry;

/// <summary>Names an asset: <c>model/flight-delay</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<AssetId>))]
public readonly record struct AssetId(AssetKind Kind, Name Name) : IComparable<AssetId>, ITextValue<AssetId>
{
    public static string Form => "KIND/NAME, such as model/flight-delay";

    public static bool TryParse([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out AssetId value)
    {
        value = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (text is null || slash < 0 || !AssetKinds.TryParse(text[..slash], out var kind)
            || !Name.TryParse(text[(slash + 1)..], out var name))
        {
            return false;
        }

        value = new AssetId(kind, name);
        return true;
    }

    public static AssetId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not {Form}.");

    public int CompareTo(AssetId other) => (Kind, Name).CompareTo((other.Kind, other.Name));

    public override string ToString() => $"{Kind.ToText()}/{Name}";
}
