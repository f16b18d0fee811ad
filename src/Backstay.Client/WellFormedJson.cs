using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Backstay.Client;

/// <summary>
/// Refuses JSON of any form (samples, hyperparameters, values) whose texts are no Unicode. The serializer takes such a member as
/// it is, and whoever reads one of its texts later would meet an exception.
/// </summary>
internal static class WellFormedJson
{
    private const int EscapeLength = 6; // \uXXXX

    public static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var members = type.Properties.Where(property => property.Get is not null && IsJson(property.PropertyType)).ToArray();
        if (members.Length == 0)
        {
            return;
        }

        var before = type.OnDeserialized;
        type.OnDeserialized = value =>
        {
            before?.Invoke(value);
            foreach (var member in members)
            {
                Check(member.Name, member.Get?.Invoke(value));
            }
        };
    }

    /// <summary>Whether every text of it, names of members too, is well-formed: valid UTF-8, each escaped surrogate with its partner.</summary>
    public static bool IsWellFormed(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Undefined)
        {
            return true;
        }

        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (!Utf8.IsValid(raw))
        {
            return false;
        }

        // A backslash stands in texts only, and what follows it is sound: the document was parsed.
        for (var at = raw.IndexOf((byte)'\\'); at >= 0; at = Next(raw, at))
        {
            if (Surrogate(raw[at..]) is not { } first)
            {
                continue;
            }

            if (!char.IsHighSurrogate(first) || Surrogate(raw[(at + EscapeLength)..]) is not { } second || !char.IsLowSurrogate(second))
            {
                return false;
            }

            at += EscapeLength; // the partner
        }

        return true;
    }

    private static int Next(ReadOnlySpan<byte> raw, int at)
    {
        const int EscapedAtLeast = 2; // so that the second of two backslashes is not taken for a first
        var from = at + EscapedAtLeast;
        var next = from < raw.Length ? raw[from..].IndexOf((byte)'\\') : -1;
        return next < 0 ? -1 : from + next;
    }

    /// <summary>The surrogate that <paramref name="raw"/> begins with as an escape; null where it begins otherwise.</summary>
    private static char? Surrogate(ReadOnlySpan<byte> raw) =>
        raw.StartsWith("\\u"u8) && ushort.TryParse(raw[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
        && char.IsSurrogate((char)unit)
            ? (char)unit
            : null;

    private static bool IsJson(Type type) => type == typeof(JsonElement) || type == typeof(JsonElement?)
        || type == typeof(ImmutableArray<JsonElement>) || type == typeof(ImmutableArray<JsonElement>?);

    private static void Check(string name, object? value)
    {
        if (value is JsonElement one && !IsWellFormed(one))
        {
            throw Wrong(name);
        }

        if (value is ImmutableArray<JsonElement> { IsDefault: false } items)
        {
            for (var i = 0; i < items.Length; i++)
            {
                _ = IsWellFormed(items[i]) ? true : throw Wrong($"{name}[{i}]");
            }
        }
    }

    private static JsonException Wrong(string name) => new($"'{name}' must be well-formed Unicode: it has broken UTF-8 or half of a surrogate pair.");
}
