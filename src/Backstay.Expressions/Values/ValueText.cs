using System.Globalization;
using System.Text;
using Backstay.Expressions.Types;

namespace Backstay.Expressions.Values;

/// <summary>Values as people read them in messages and explanations.</summary>
internal static class ValueText
{
    private const int Longest = 120;

    /// <summary>The name of what a value is: int, list, timestamp.</summary>
    public static string KindOf(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => "bool",
        ValueKind.Int => "int",
        ValueKind.Uint => "uint",
        ValueKind.Double => "double",
        ValueKind.String => "string",
        ValueKind.Bytes => "bytes",
        ValueKind.Timestamp => "timestamp",
        ValueKind.Duration => "duration",
        ValueKind.List => "list",
        ValueKind.Map => "map",
        ValueKind.Type => "type",
        ValueKind.Optional => "optional",
        ValueKind.Object => value.AsObject.Type.Name,
        ValueKind.Opaque => value.AsOpaque.Type.Name,
        _ => "error",
    };

    /// <summary>The runtime type, without parameters: every list has the same.</summary>
    public static CelType TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Null => CelType.Null,
        ValueKind.Bool => CelType.Bool,
        ValueKind.Int => CelType.Int,
        ValueKind.Uint => CelType.Uint,
        ValueKind.Double => CelType.Double,
        ValueKind.String => CelType.String,
        ValueKind.Bytes => CelType.Bytes,
        ValueKind.Timestamp => CelType.Timestamp,
        ValueKind.Duration => CelType.Duration,
        ValueKind.List => CelType.List(CelType.Dyn),
        ValueKind.Map => CelType.Map(CelType.Dyn, CelType.Dyn),
        ValueKind.Type => CelType.Type(CelType.Dyn),
        ValueKind.Optional => CelType.Optional(CelType.Dyn),
        ValueKind.Object => value.AsObject.Type,
        ValueKind.Opaque => value.AsOpaque.Type,
        _ => CelType.Dyn,
    };

    public static string Show(Value value)
    {
        var text = new StringBuilder();
        Show(value, text);
        if (text.Length <= Longest)
        {
            return text.ToString();
        }

        // Never between the halves of a pair.
        var end = char.IsHighSurrogate(text[Longest - 2]) ? Longest - 2 : Longest - 1;
        return text.ToString(0, end) + "…";
    }

    private static void Show(Value value, StringBuilder text)
    {
        if (text.Length > Longest)
        {
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Null: text.Append("null"); break;
            case ValueKind.Bool: text.Append(value.AsBool ? "true" : "false"); break;
            case ValueKind.Int: text.Append(CultureInfo.InvariantCulture, $"{value.AsInt}"); break;
            case ValueKind.Uint: text.Append(CultureInfo.InvariantCulture, $"{value.AsUint}u"); break;
            case ValueKind.Double: text.Append(NumberText.OfLiteral(value.AsDouble)); break;
            case ValueKind.String: text.Append(Quoted.Text(Cut(value.AsString))); break;
            case ValueKind.Bytes: text.Append(Quoted.Bytes(value.AsBytes.Span[..Math.Min(value.AsBytes.Length, Longest)])); break;
            case ValueKind.Timestamp: text.Append(CultureInfo.InvariantCulture, $"timestamp(\"{TimeText.Of(value.AsTimestamp)}\")"); break;
            case ValueKind.Duration: text.Append(CultureInfo.InvariantCulture, $"duration(\"{TimeText.OfDuration(value.AsDuration)}\")"); break;
            case ValueKind.List: ShowList(value.AsList, text); break;
            case ValueKind.Map: ShowMap(value.AsMap, text); break;
            case ValueKind.Type: text.Append(value.AsType.Name); break;
            case ValueKind.Optional: ShowOptional(value.AsOptional, text); break;
            case ValueKind.Object: ShowObject(value.AsObject, text); break;
            case ValueKind.Opaque: text.Append(value.AsOpaque.Type.Name); break;
            default: text.Append("error: ").Append(value.AsError.Message); break;
        }
    }

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];

    private static void ShowList(ListValue list, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < list.Count && text.Length <= Longest; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Show(list[i], text);
        }

        text.Append(']');
    }

    private static void ShowMap(MapValue map, StringBuilder text)
    {
        text.Append('{');
        var first = true;
        foreach (var (key, value) in map.Entries)
        {
            if (text.Length > Longest)
            {
                break;
            }

            text.Append(first ? "" : ", ");
            first = false;
            Show(key, text);
            text.Append(": ");
            Show(value, text);
        }

        text.Append('}');
    }

    private static void ShowOptional(OptionalValue optional, StringBuilder text)
    {
        if (!optional.HasValue)
        {
            text.Append("optional.none()");
            return;
        }

        text.Append("optional.of(");
        Show(optional.Value, text);
        text.Append(')');
    }

    private static void ShowObject(ObjectValue instance, StringBuilder text)
    {
        text.Append(instance.Type.Name).Append('{');
        var separator = "";
        var fields = instance.Type.Fields?.All ?? [];
        for (var i = 0; i < fields.Count && text.Length <= Longest; i++)
        {
            if (instance.At(i) is { } value)
            {
                text.Append(separator).Append(fields[i].Name).Append(": ");
                separator = ", ";
                Show(value, text);
            }
        }

        text.Append('}');
    }
}
