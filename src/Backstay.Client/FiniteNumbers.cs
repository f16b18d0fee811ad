using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Backstay.Client;

/// <summary>Refuses numbers beyond a double's range, which would be read as infinite and could not be written again.</summary>
internal static class FiniteNumbers
{
    public static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var numbers = type.Properties
            .Where(property => property.Get is not null && (property.PropertyType == typeof(double) || property.PropertyType == typeof(double?)))
            .ToArray();
        if (numbers.Length == 0)
        {
            return;
        }

        var before = type.OnDeserialized;
        type.OnDeserialized = value =>
        {
            before?.Invoke(value);
            foreach (var property in numbers)
            {
                if (property.Get?.Invoke(value) is double number && !double.IsFinite(number))
                {
                    throw new JsonException($"'{property.Name}' must be a number within the range of doubles (about 1.8e308).");
                }
            }
        };
    }
}
