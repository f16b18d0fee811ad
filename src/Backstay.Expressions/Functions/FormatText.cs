using System.Globalization;
using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>What %s shows: texts without quotes, lists and maps with their items, a map's entries in the order of their shown keys.</summary>
internal static class FormatText
{
    public static Value Of(Value value, EvaluationBudget budget)
    {
        var text = new StringBuilder();
        return Append(value, text, budget) ?? Value.String(text.ToString());
    }

    /// <summary>Null, or the error.</summary>
    private static Value? Append(Value value, StringBuilder text, EvaluationBudget budget)
    {
        switch (value.Kind)
        {
            case ValueKind.String: text.Append(value.AsString); break;
            case ValueKind.Null: text.Append("null"); break;
            case ValueKind.Bool: text.Append(value.AsBool ? "true" : "false"); break;
            case ValueKind.Int: text.Append(CultureInfo.InvariantCulture, $"{value.AsInt}"); break;
            case ValueKind.Uint: text.Append(CultureInfo.InvariantCulture, $"{value.AsUint}"); break;
            case ValueKind.Double: text.Append(NumberText.Of(value.AsDouble)); break;
            case ValueKind.Bytes: text.Append(Encoding.UTF8.GetString(value.AsBytes.Span)); break;
            case ValueKind.Type: text.Append(value.AsType.Name); break;
            case ValueKind.Timestamp: text.Append(TimeText.Of(value.AsTimestamp)); break;
            case ValueKind.Duration: text.Append(TimeText.OfDuration(value.AsDuration)); break;
            case ValueKind.List: return AppendList(value.AsList, text, budget);
            case ValueKind.Map: return AppendMap(value.AsMap, text, budget);
            default: return Errors.Invalid($"%s can't show {ValueText.KindOf(value)}.");
        }

        return budget.CheckLength(text.Length);
    }

    private static Value? AppendList(ListValue list, StringBuilder text, EvaluationBudget budget)
    {
        text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (Append(list[i], text, budget) is { } error)
            {
                return error;
            }
        }

        text.Append(']');
        return null;
    }

    private static Value? AppendMap(MapValue map, StringBuilder text, EvaluationBudget budget)
    {
        var entries = new List<(string Key, Value Value)>();
        foreach (var (key, value) in map.Entries)
        {
            var shown = Of(key, budget);
            if (shown.IsError)
            {
                return shown;
            }

            entries.Add((shown.AsString, value));
        }

        entries.Sort(static (a, b) => Ordering.CompareTexts(a.Key, b.Key));
        text.Append('{');
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(entries[i].Key).Append(": ");
            if (Append(entries[i].Value, text, budget) is { } error)
            {
                return error;
            }
        }

        text.Append('}');
        return null;
    }
}
