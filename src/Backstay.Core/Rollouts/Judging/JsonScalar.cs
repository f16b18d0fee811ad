using System.Globalization;
using System.Text.Json;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>A number, boolean or string read from JSON text; anything else is nothing. Never throws.</summary>
internal readonly record struct JsonScalar(double? Number, bool? Truth, string? Text)
{
    public static JsonScalar? Parse(string? json)
    {
        var text = json?.Trim();
        return text switch
        {
            null or "" => null,
            "true" => new JsonScalar(null, true, null),
            "false" => new JsonScalar(null, false, null),
            _ when text[0] == '"' => ParseText(text),
            _ when (char.IsAsciiDigit(text[0]) || text[0] == '-')
                && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) => new JsonScalar(number, null, null),
            _ => null,
        };
    }

    /// <summary>As a number; a boolean is 0 or 1.</summary>
    public double? AsNumber => Number ?? (Truth is { } truth ? (truth ? 1 : 0) : null);

    /// <summary>As a truth: a boolean, or exactly 0 or 1.</summary>
    public bool? AsTruth => Truth ?? Number switch
    {
        1 => true,
        0 => false,
        _ => null,
    };

    private static JsonScalar? ParseText(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new JsonScalar(null, null, document.RootElement.GetString());
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
