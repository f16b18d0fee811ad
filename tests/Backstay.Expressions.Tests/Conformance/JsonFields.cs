using System.Text.Json;

namespace Backstay.Expressions.Tests.Conformance;

/// <summary>Reads the form of the conformance data.</summary>
internal static class JsonFields
{
    public static IEnumerable<JsonElement> All(this JsonElement element, string field) =>
        element.TryGetProperty(field, out var list) ? list.EnumerateArray() : [];

    public static JsonElement? FieldOrNull(this JsonElement element, string field) =>
        element.TryGetProperty(field, out var list) && list.GetArrayLength() > 0 ? list[0] : null;

    /// <summary>A text, or a literal's text.</summary>
    public static string Literal(this JsonElement element) =>
        (element.ValueKind == JsonValueKind.Object ? element.GetProperty("$lit") : element).GetString() ?? "";
}
