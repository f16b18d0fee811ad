using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Backstay.Client;

/// <summary>
/// Refuses null inside arrays of objects and as a value of a dictionary, which the serializer's nullability check does not look at, and where every
/// reader would have to.
/// </summary>
internal static class NoNullElements
{
    /// <summary>How the message ends, after the quoted name of the element.</summary>
    public const string Message = "' must not be null in this array.";

    public static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var arrays = type.Properties
            .Where(property => HoldsObjects(property.PropertyType) && property.Get is not null)
            .Select(property => (Property: property, Default: BareOf(property.PropertyType) is { IsValueType: true } bare ? Activator.CreateInstance(bare) : null))
            .ToArray();
        if (arrays.Length == 0)
        {
            return;
        }

        var before = type.OnDeserialized;
        type.OnDeserialized = value =>
        {
            before?.Invoke(value);
            foreach (var (property, absent) in arrays)
            {
                Check(property, absent, value);
            }
        };
    }

    /// <param name="absent">A default array: a member that nobody set, and that can't be enumerated.</param>
    private static void Check(JsonPropertyInfo property, object? absent, object value)
    {
        if (property.Get?.Invoke(value) is not IEnumerable elements || elements.Equals(absent))
        {
            return;
        }

        if (elements is IDictionary members)
        {
            foreach (DictionaryEntry member in members)
            {
                _ = member.Value ?? throw new JsonException($"'{property.Name}.{member.Key}{Message}");
            }

            return;
        }

        var index = 0;
        foreach (var element in elements)
        {
            if (element is null)
            {
                throw new JsonException($"'{property.Name}[{index}]{Message}");
            }

            index++;
        }
    }

    private static bool HoldsObjects(Type type)
    {
        var bare = BareOf(type);
        return bare.IsGenericType
            && (bare.GetGenericTypeDefinition() == typeof(ImmutableArray<>) || bare.IsAssignableTo(typeof(IDictionary)))
            && !bare.GetGenericArguments()[^1].IsValueType;
    }

    private static Type BareOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
