using System.Text;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions;

/// <summary>Functions of whole texts.</summary>
internal static class StringFunctions
{
    private static readonly CelType[] One = [CelType.String];
    private static readonly CelType[] Two = [CelType.String, CelType.String];
    private static readonly CelType[] Three = [CelType.String, CelType.String, CelType.String];

    public static void AddTo(FunctionSet set)
    {
        set.Function("contains", "Whether the text has the other one in it.")
            .LinearReceiver("string_contains", Two, CelType.Bool, static (a, _) => Value.Bool(a[0].AsString.Contains(a[1].AsString, StringComparison.Ordinal)));
        set.Function("startsWith", "Whether the text begins with the other one.")
            .LinearReceiver("string_startsWith", Two, CelType.Bool, static (a, _) => Value.Bool(a[0].AsString.StartsWith(a[1].AsString, StringComparison.Ordinal)));
        set.Function("endsWith", "Whether the text ends with the other one.")
            .LinearReceiver("string_endsWith", Two, CelType.Bool, static (a, _) => Value.Bool(a[0].AsString.EndsWith(a[1].AsString, StringComparison.Ordinal)));
        set.Function("matches", "Whether the regular expression (RE2) matches a part of the text.")
            .Global("matches", Two, CelType.Bool, static (a, budget) => budget.Patterns.Match(a[0].AsString, a[1].AsString, null, budget))
            .Receiver("string_matches", Two, CelType.Bool, static (a, budget) => budget.Patterns.Match(a[0].AsString, a[1].AsString, null, budget));
        set.Function("lowerAscii", "The text with a to z for A to Z; other letters stay.")
            .LinearReceiver("string_lowerAscii", One, CelType.String, static (a, _) => Value.String(Mapped(a[0].AsString, char.IsAsciiLetterUpper, 'a' - 'A')));
        set.Function("upperAscii", "The text with A to Z for a to z; other letters stay.")
            .LinearReceiver("string_upperAscii", One, CelType.String, static (a, _) => Value.String(Mapped(a[0].AsString, char.IsAsciiLetterLower, 'A' - 'a')));
        set.Function("trim", "The text without white space at both ends.")
            .LinearReceiver("string_trim", One, CelType.String, static (a, _) => Value.String(a[0].AsString.Trim()));
        set.Function("reverse", "The text's characters from the last to the first.")
            .LinearReceiver("string_reverse", One, CelType.String, static (a, _) => Value.String(CodePoints.Reversed(a[0].AsString)));
        set.Function("replace", "The text with one part put for another, everywhere or the given number of times.")
            .LinearReceiver("string_replace", Three, CelType.String, static (a, budget) => Replace(a[0].AsString, a[1].AsString, a[2].AsString, -1, budget))
            .LinearReceiver("string_replace_times", [.. Three, CelType.Int], CelType.String, static (a, budget) =>
                Replace(a[0].AsString, a[1].AsString, a[2].AsString, a[3].AsInt, budget));
        set.Function("split", "The parts between separators; at most the given number of parts, the last one with the rest.")
            .LinearReceiver("string_split", Two, CelType.List(CelType.String), static (a, budget) => Split(a[0].AsString, a[1].AsString, -1, budget))
            .LinearReceiver("string_split_limit", [.. Two, CelType.Int], CelType.List(CelType.String), static (a, budget) =>
                Split(a[0].AsString, a[1].AsString, a[2].AsInt, budget));
        set.Function("join", "The list's texts one after the other, with the separator between them.")
            .LinearReceiver("list_join", [CelType.List(CelType.String)], CelType.String, static (a, budget) => Join(a[0].AsList, "", budget))
            .LinearReceiver("list_join_separator", [CelType.List(CelType.String), CelType.String], CelType.String, static (a, budget) =>
                Join(a[0].AsList, a[1].AsString, budget));
        set.Function("strings.quote", "The text as a literal in double quotes.")
            .LinearGlobal("strings_quote", One, CelType.String, static (a, budget) =>
                Quoted.Plainly(a[0].AsString) is var quoted ? budget.CheckLength(quoted.Length) ?? Value.String(quoted) : default);
        set.Function("format", "The text with the list's values for its clauses: %s, %d, %f, %e, %b, %o, %x, %X, and %% for a percent sign.")
            .LinearReceiver("string_format", [CelType.String, CelType.List(CelType.Dyn)], CelType.String, static (a, budget) =>
                Format.Apply(a[0].AsString, a[1].AsList, budget));
    }

    private static string Mapped(string text, Func<char, bool> applies, int shift) =>
        string.Create(text.Length, (text, applies, shift), static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                var c = from.text[i];
                to[i] = from.applies(c) ? (char)(c + from.shift) : c;
            }
        });

    /// <summary>A negative number of times is everywhere; an empty old part stands before each character and at the end.</summary>
    private static Value Replace(string text, string old, string with, long times, EvaluationBudget budget)
    {
        var count = Occurrences(text, old);
        count = times < 0 ? count : Math.Min(count, times);
        if (count == 0)
        {
            return Value.String(text);
        }

        if (budget.CheckLength(text.Length + (count * ((long)with.Length - old.Length))) is { } tooLong)
        {
            return tooLong;
        }

        var result = new StringBuilder();
        var at = 0;
        for (long i = 0; i < count; i++)
        {
            var next = old.Length == 0 ? at : text.IndexOf(old, at, StringComparison.Ordinal);
            result.Append(text, at, next - at).Append(with);
            at = next + old.Length;
            if (old.Length == 0 && at < text.Length)
            {
                var width = char.IsHighSurrogate(text[at]) ? 2 : 1;
                result.Append(text, at, width);
                at += width;
            }
        }

        return Value.String(result.Append(text, at, text.Length - at).ToString());
    }

    private static long Occurrences(string text, string part)
    {
        if (part.Length == 0)
        {
            return CodePoints.Count(text) + 1L;
        }

        long count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static Value Split(string text, string separator, long limit, EvaluationBudget budget)
    {
        if (limit == 0 || (text.Length == 0 && separator.Length == 0))
        {
            return budget.List([]);
        }

        var parts = separator.Length == 0 ? CodePoints.Count(text) : Occurrences(text, separator) + 1;
        parts = limit < 0 ? parts : Math.Min(parts, limit);
        if (budget.CheckCount(parts) is { } tooMany)
        {
            return tooMany;
        }

        var items = new Value[parts];
        var at = 0;
        for (var i = 0; i < parts - 1; i++)
        {
            var end = separator.Length == 0
                ? at + (char.IsHighSurrogate(text[at]) ? 2 : 1)
                : text.IndexOf(separator, at, StringComparison.Ordinal);
            items[i] = Value.String(text[at..end]);
            at = end + separator.Length;
        }

        items[^1] = Value.String(text[at..]);
        return budget.List(items);
    }

    private static Value Join(ListValue list, string separator, EvaluationBudget budget)
    {
        var length = Math.Max(list.Count - 1, 0) * (long)separator.Length;
        foreach (var item in list.Items)
        {
            if (item.Kind != ValueKind.String)
            {
                return Errors.NoOverload($"Only texts can be joined, not {ValueText.KindOf(item)}.");
            }

            length += item.AsString.Length;
        }

        if (budget.CheckLength(length) is { } tooLong)
        {
            return tooLong;
        }

        var result = new StringBuilder((int)length);
        for (var i = 0; i < list.Count; i++)
        {
            result.Append(i == 0 ? "" : separator).Append(list[i].AsString);
        }

        return Value.String(result.ToString());
    }
}
