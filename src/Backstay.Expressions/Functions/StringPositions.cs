using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Functions of places in texts; places count code points, from 0.</summary>
internal static class StringPositions
{
    private static readonly CelType[] TextAndPlace = [CelType.String, CelType.Int];
    private static readonly CelType[] TwoTexts = [CelType.String, CelType.String];
    private static readonly CelType[] TwoTextsAndPlace = [CelType.String, CelType.String, CelType.Int];

    public static void AddTo(FunctionSet set)
    {
        set.Function("charAt", "The character at a place; empty right after the last one.")
            .LinearReceiver("string_charAt", TextAndPlace, CelType.String, static (a, _) => CharAt(a[0].AsString, a[1].AsInt));
        set.Function("indexOf", "Where the other text begins first, from the given place on; -1 where it doesn't.")
            .LinearReceiver("string_indexOf", TwoTexts, CelType.Int, static (a, _) => IndexOf(a[0].AsString, a[1].AsString, 0))
            .LinearReceiver("string_indexOf_from", TwoTextsAndPlace, CelType.Int, static (a, _) => IndexOf(a[0].AsString, a[1].AsString, a[2].AsInt));
        set.Function("lastIndexOf", "Where the other text begins last, at the given place or before it; -1 where it doesn't.")
            .LinearReceiver("string_lastIndexOf", TwoTexts, CelType.Int, static (a, _) => LastIndexOf(a[0].AsString, a[1].AsString, CodePoints.Count(a[0].AsString)))
            .LinearReceiver("string_lastIndexOf_from", TwoTextsAndPlace, CelType.Int, static (a, _) => LastIndexOf(a[0].AsString, a[1].AsString, a[2].AsInt));
        set.Function("substring", "The text from a place on, or up to another place and without it.")
            .LinearReceiver("string_substring", TextAndPlace, CelType.String, static (a, _) => Substring(a[0].AsString, a[1].AsInt, null))
            .LinearReceiver("string_substring_to", [.. TextAndPlace, CelType.Int], CelType.String, static (a, _) =>
                Substring(a[0].AsString, a[1].AsInt, a[2].AsInt));
    }

    private static Value CharAt(string text, long index)
    {
        if (CodePoints.OffsetOf(text, index) is not { } at)
        {
            return Outside(text, index);
        }

        return Value.String(at == text.Length ? "" : text.Substring(at, char.IsHighSurrogate(text[at]) ? 2 : 1));
    }

    private static Value IndexOf(string text, string part, long from)
    {
        if (CodePoints.OffsetOf(text, from) is not { } start)
        {
            return Outside(text, from);
        }

        var at = text.IndexOf(part, start, StringComparison.Ordinal);
        return Value.Int(at < 0 ? -1 : CodePoints.IndexAt(text, at));
    }

    private static Value LastIndexOf(string text, string part, long from)
    {
        if (CodePoints.OffsetOf(text, from) is not { } start)
        {
            return Outside(text, from);
        }

        var at = text.AsSpan(0, (int)Math.Min(start + (long)part.Length, text.Length)).LastIndexOf(part, StringComparison.Ordinal);
        return Value.Int(part.Length == 0 ? from : at < 0 ? -1 : CodePoints.IndexAt(text, at));
    }

    private static Value Substring(string text, long from, long? to)
    {
        if (CodePoints.OffsetOf(text, from) is not { } start)
        {
            return Outside(text, from);
        }

        if (to is not { } last)
        {
            return Value.String(text[start..]);
        }

        if (CodePoints.OffsetOf(text, last) is not { } end)
        {
            return Outside(text, last);
        }

        return end >= start
            ? Value.String(text[start..end])
            : Errors.Invalid($"A part of a text can't end ({last}) before it begins ({from}).");
    }

    private static Value Outside(string text, long index) =>
        Value.Error(EvaluationErrorKind.Missing, $"The place {index} is outside the text: it has {CodePoints.Count(text)} characters.");
}
