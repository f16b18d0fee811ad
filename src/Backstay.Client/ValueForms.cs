using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Backstay.Client;

/// <summary>What a value must be, in words for its author, from the type name in a parser's complaint.</summary>
public static class ValueForms
{
    private const string NullablePrefix = "System.Nullable`1[";

    /// <summary>Such as <c>a whole number</c>, or <c>one of instant, gradual</c>; null where the type says nothing to an author.</summary>
    /// <param name="typeName">As <see cref="Type.FullName"/> or <see cref="Type.ToString"/> spells it.</param>
    public static string? Of(string typeName)
    {
        var name = typeName.StartsWith(NullablePrefix, StringComparison.Ordinal) ? typeName[NullablePrefix.Length..^1] : typeName;
        return name switch
        {
            "System.Int32" => $"a whole number from {int.MinValue} to {int.MaxValue}",
            "System.Int64" or "System.UInt64" => "a whole number",
            "System.Double" => "a number",
            "System.Boolean" => "true or false",
            "System.String" => "well-formed text",
            "System.Guid" => "a UUID",
            "System.DateTimeOffset" => "an RFC 3339 time such as 2026-05-01T12:00:00Z",
            _ => OfOurs(name),
        };
    }

    /// <summary>
    /// The form of the member called <paramref name="member"/> where an object of this type is made by a constructor that
    /// takes it: the serializer names the object's type there, not the member's. Null anywhere else.
    /// </summary>
    internal static string? OfParameter(string typeName, string member) =>
        InfoOf(typeName)?.Properties.FirstOrDefault(property => property.Name == member && property.AssociatedParameter is not null) is { } found
            ? Of(found.PropertyType.ToString())
            : null;

    /// <summary>The members of one of our types as they are written; empty where the type is not ours.</summary>
    internal static IReadOnlyList<string> MembersOf(string typeName) =>
        [.. (InfoOf(typeName)?.Properties ?? []).Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => property.Name)];

    private static JsonTypeInfo? InfoOf(string typeName) =>
        FindOurs(typeName) is { IsEnum: false } type && WireJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info ? info : null;

    private static string? OfOurs(string name)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal) || name.Contains("List`1[", StringComparison.Ordinal) || name.Contains("ImmutableArray`1[", StringComparison.Ordinal))
        {
            return "a list";
        }

        if (name.Contains("Dictionary`2[", StringComparison.Ordinal))
        {
            return "an object";
        }

        return FindOurs(name) switch
        {
            null => null,
            { IsEnum: true } type => "one of " + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)),
            _ => "an object",
        };
    }

    private static Type? FindOurs(string name) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(assembly => assembly.GetName().Name?.StartsWith("Backstay", StringComparison.OrdinalIgnoreCase) == true)
        .Select(assembly => assembly.GetType(name))
        .FirstOrDefault(found => found is not null);
}
