using System.Globalization;
using System.Text;
using System.Text.Json;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Conformance;

/// <summary>Something of the data that Backstay's language doesn't have: messages, enums, wrappers.</summary>
internal sealed class NotInSubsetException(string what) : Exception(what);

/// <summary>Values and types as the conformance data writes them.</summary>
internal static class CaseValues
{
    public static Value Read(JsonElement element)
    {
        var field = element.EnumerateObject().First();
        var content = field.Value[0];
        return field.Name switch
        {
            "null_value" => Value.Null,
            "bool_value" => Value.Bool(content.Literal() == "true"),
            "int64_value" => Value.Int(long.Parse(content.Literal(), CultureInfo.InvariantCulture)),
            "uint64_value" => Value.Uint(ulong.Parse(content.Literal(), CultureInfo.InvariantCulture)),
            "double_value" => Value.Double(ReadDouble(content.Literal())),
            "string_value" => Value.String(content.Literal()),
            "bytes_value" => Value.Bytes(ReadBytes(content)),
            "type_value" => Value.Type(CelType.Opaque(content.Literal())),
            "list_value" => Value.List([.. content.All("values").Select(Read)]),
            "map_value" => Value.Map(MapValue.Of(content.All("entries").Select(entry =>
                KeyValuePair.Create(Read(entry.GetProperty("key")[0]), Read(entry.GetProperty("value")[0]))))),
            "object_value" => ReadObject(content),
            _ => throw new NotInSubsetException(field.Name),
        };
    }

    public static CelType ReadType(JsonElement element)
    {
        var field = element.EnumerateObject().First();
        var content = field.Value[0];
        return (field.Name, field.Name is "primitive" or "message_type" or "well_known" or "type_param" ? content.Literal() : "") switch
        {
            ("primitive", "BOOL") => CelType.Bool,
            ("primitive", "INT64") => CelType.Int,
            ("primitive", "UINT64") => CelType.Uint,
            ("primitive", "DOUBLE") => CelType.Double,
            ("primitive", "STRING") => CelType.String,
            ("primitive", "BYTES") => CelType.Bytes,
            ("message_type", "google.protobuf.Timestamp") or ("well_known", "TIMESTAMP") => CelType.Timestamp,
            ("message_type", "google.protobuf.Duration") or ("well_known", "DURATION") => CelType.Duration,
            ("type_param", var name) => CelType.Parameter(name),
            ("null", _) => CelType.Null,
            ("dyn", _) => CelType.Dyn,
            ("list_type", _) => CelType.List(ReadType(content.GetProperty("elem_type")[0])),
            ("map_type", _) => CelType.Map(ReadType(content.GetProperty("key_type")[0]), ReadType(content.GetProperty("value_type")[0])),
            ("abstract_type", _) => CelType.Opaque(
                content.GetProperty("name")[0].Literal(), [.. content.All("parameter_types").Select(ReadType)]),
            _ => throw new NotInSubsetException(field.Name),
        };
    }

    /// <summary>The same kind all the way down, and equal; NaN is NaN here, and -0.0 is not 0.0.</summary>
    public static bool AreSame(Value expected, Value actual) => (expected.Kind, actual.Kind) switch
    {
        (ValueKind.Double, ValueKind.Double) => expected.AsDouble.Equals(actual.AsDouble) && double.IsNegative(expected.AsDouble) == double.IsNegative(actual.AsDouble),
        (ValueKind.List, ValueKind.List) => expected.AsList.Count == actual.AsList.Count
            && expected.AsList.Items.ToArray().Zip(actual.AsList.Items.ToArray()).All(pair => AreSame(pair.First, pair.Second)),
        (ValueKind.Map, ValueKind.Map) => expected.AsMap.Count == actual.AsMap.Count
            && expected.AsMap.Entries.ToArray().All(entry => actual.AsMap.TryGet(entry.Key, out var other) && AreSame(entry.Value, other)),
        var (left, right) => left == right && expected.Equals(actual),
    };

    private static double ReadDouble(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static byte[] ReadBytes(JsonElement content) =>
        content.ValueKind == JsonValueKind.Object && content.TryGetProperty("$b_hex", out var hex)
            ? Convert.FromHexString(hex.GetString() ?? "")
            : Encoding.UTF8.GetBytes(content.Literal());

    private static Value ReadObject(JsonElement content)
    {
        var message = content.EnumerateObject().First();
        var name = message.Name.Trim('[', ']');
        var fields = message.Value[0];
        long Number(string field) => fields.FieldOrNull(field) is { } value ? long.Parse(value.Literal(), CultureInfo.InvariantCulture) : 0;
        return name switch
        {
            "type.googleapis.com/google.protobuf.Duration" => Value.Duration((Number("seconds") * Instant.NanosPerSecond) + Number("nanos")),
            "type.googleapis.com/google.protobuf.Timestamp" => Value.Timestamp(new(Number("seconds"), (int)Number("nanos"))),
            _ => throw new NotInSubsetException(name),
        };
    }
}
