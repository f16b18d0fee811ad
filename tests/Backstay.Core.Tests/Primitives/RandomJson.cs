using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Primitives;

/// <summary>Random JSON values and random spellings of one value, from a seed.</summary>
internal static class RandomJson
{
    private static readonly string[] Fragments =
        ["a", "b", "Z", "\"", "\\", "/", "\n", "\u0001", "\u001f", "\u007f", "\u0080", "é", "€", "\uFFFD", "\uE000", "😀", "\U0010FFFF", "\u2028"];

    /// <summary>Seeds from the whole range; FsCheck's own integers are small, and so are few.</summary>
    public static Arbitrary<int> Seeds => Gen.Choose(int.MinValue + 1, int.MaxValue - 1).ToArbitrary();

    /// <summary>A value out of dictionaries, lists, strings, doubles, booleans and nulls.</summary>
    public static object? Value(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 6 : 4))
        {
            case 0:
                return Text(random);
            case 1:
                return Number(random);
            case 2:
                return random.Next(2) == 0;
            case 3:
                return null;
            case 4:
                return Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)).ToList();
            default:
                var members = new Dictionary<string, object?>();
                for (var i = random.Next(6); i > 0; i--)
                {
                    members[Text(random)] = Value(random, depth - 1);
                }

                return members;
        }
    }

    /// <summary>One of the many ways in which the value can be spelled: order of keys, spaces, escapes, forms of numbers.</summary>
    public static string Spell(object? value, Random random)
    {
        var space = random.Next(3) == 0 ? " \n" : "";
        return value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double number => SpellNumber(number, random),
            string text => SpellText(text, random),
            List<object?> items => $"[{space}{string.Join(",", items.Select(item => Spell(item, random)))}{space}]",
            Dictionary<string, object?> members => "{" + string.Join("," + space, members.OrderBy(_ => random.Next())
                .Select(member => SpellText(member.Key, random) + space + ":" + Spell(member.Value, random))) + "}",
            _ => throw new ArgumentException("no JSON value", nameof(value)),
        };
    }

    /// <summary>The value as it reads from JSON text, with keys in .NET's ordinal order, which compares UTF-16 code units.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => JsonSerializer.Serialize(p.Name) + ":" + Describe(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Describe)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(element.GetString()),
        JsonValueKind.Number => element.GetDouble() == 0 ? "0" : element.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Fragments[random.Next(Fragments.Length)]));

    private static double Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-1000, 1000),
        1 => random.NextInt64(-(1L << 53), 1L << 53),
        2 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 10)),
        _ => (random.NextDouble() + 1) * Math.Pow(10, random.Next(21, 300)),
    };

    private static string SpellNumber(double number, Random random)
    {
        if (number == 0)
        {
            return random.Next(2) == 0 ? "0" : "-0";
        }

        return random.Next(2) == 0
            ? number.ToString("E17", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string SpellText(string text, Random random)
    {
        var spelled = new StringBuilder("\"");
        foreach (var unit in text)
        {
            var mustEscape = unit is '"' or '\\' or < ' ';
            var isPair = char.IsSurrogate(unit); // both halves alike: a pair is escaped whole or not at all
            if (mustEscape || (!isPair && random.Next(4) == 0))
            {
                spelled.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
            else
            {
                spelled.Append(unit);
            }
        }

        return spelled.Append('"').ToString();
    }
}
