using System.Text;
using System.Text.Json;
using Backstay.Core.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Core.Tests.Primitives;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_rfcs_example_gives_the_rfcs_bytes()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;

        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Canonical(Input));
    }

    [Fact]
    public void The_rfcs_sorting_example_is_sorted_by_utf16_code_units()
    {
        const string Input = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;

        using var sorted = JsonDocument.Parse(Canonical(Input));
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            sorted.RootElement.EnumerateObject().Select(p => p.Value.GetString()));
    }

    [Theory]
    [InlineData(" 1 ", "1")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1.0", "1")]
    [InlineData("\"\\/\\u0022\\u007f\\u00E9\"", "\"/\\\"\u007fé\"")]
    [InlineData("\"\\uD83D\\uDE00\"", "\"😀\"")]
    [InlineData("{}", "{}")]
    [InlineData("[ ]", "[]")]
    [InlineData("{\"b\":{\"d\":1,\"c\":[{},[]]},\"a\":\"\"}", "{\"a\":\"\",\"b\":{\"c\":[{},[]],\"d\":1}}")]
    [InlineData("{\"\\\"\":1,\"!\":2,\"\\u0000\":3,\"\\\\\":4,\"]\":5,\"[\":6}", "{\"\\u0000\":3,\"!\":2,\"\\\"\":1,\"[\":6,\"\\\\\":4,\"]\":5}")]
    public void Every_spelling_gives_the_one_form(string input, string expected) =>
        Assert.Equal(expected, Canonical(input));

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", null)]
    [InlineData("{\"b\":1,\"a\":2,\"\\u0062\":3}", null)]
    [InlineData("{\"m\":{\"x\":[0,{\"k\":1,\"k\":2}]}}", "m.x[1]")]
    [InlineData("[\"\\ud800\"]", "[0]")]
    [InlineData("[\"\\udc00\\ud800\"]", "[0]")]
    [InlineData("{\"\\ud800x\":1}", null)]
    [InlineData("[1,9007199254740993]", "[1]")]
    [InlineData("[-9007199254740993]", "[0]")]
    [InlineData("[9.1e15]", "[0]")]
    [InlineData("[100000000000000000000000000]", "[0]")]
    [InlineData("[1e400]", "[0]")]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    [InlineData("01", null)]
    [InlineData("[1,]", null)]
    [InlineData("{\"a\":1", null)]
    [InlineData("{} {}", null)]
    [InlineData("// comment\n1", null)]
    [InlineData("\"\t\"", null)]
    [InlineData("\uFEFF1", null)]
    [InlineData("", null)]
    public void What_readers_could_disagree_about_is_refused_with_its_place(string input, string? field)
    {
        var result = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(input));

        Assert.False(result.IsOk);
        Assert.Equal(ProblemKind.Invalid, result.Problem.Kind);
        Assert.Equal(field, result.Problem.Field);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })] // a surrogate in UTF-8
    [InlineData(new byte[] { (byte)'"', 0xC0, 0x80, (byte)'"' })] // overlong
    [InlineData(new byte[] { (byte)'"', (byte)'\\', (byte)'n', 0xFF, (byte)'"' })]
    public void Broken_utf8_is_refused(byte[] input) => Assert.False(CanonicalJson.Canonicalize(input).IsOk);

    [Fact]
    public void Nesting_and_size_have_limits()
    {
        Assert.True(CanonicalJson.Canonicalize(Nested(CanonicalJson.MaxDepth)).IsOk);
        Assert.False(CanonicalJson.Canonicalize(Nested(CanonicalJson.MaxDepth + 1)).IsOk);
        Assert.Equal(ProblemKind.TooLarge, CanonicalJson.Canonicalize(new byte[CanonicalJson.MaxBytes + 1]).Problem?.Kind);

        static byte[] Nested(int depth) => Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
    }

    [Fact]
    public void Canonical_input_is_handed_back_without_a_copy()
    {
        ReadOnlyMemory<byte> input = "{\"a\":[1,2.5,\"x\"],\"b\":{}}"u8.ToArray();

        Assert.True(CanonicalJson.Canonicalize(input).Value.Equals(input));
        Assert.Null(CanonicalJson.Check(input.Span));
        Assert.Contains("byte 1 ", CanonicalJson.Check("{ }"u8)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writers_output_and_an_element_have_the_same_form()
    {
        var written = CanonicalJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("z", "é");
            w.WriteNumber("a", 1.50);
            w.WriteEndObject();
        });
        using var document = JsonDocument.Parse("[{\"z\":\"\\u00e9\", \"a\":15e-1}]");

        Assert.Equal("{\"a\":1.5,\"z\":\"é\"}", Encoding.UTF8.GetString(written.Value.Span));
        Assert.True(written.Value.Span.SequenceEqual(CanonicalJson.Canonicalize(document.RootElement[0]).Value.Span));
    }

    [Fact]
    public void Spellings_of_one_value_have_one_form_which_is_its_own_form_and_the_same_value() =>
        Prop.ForAll(RandomJson.Seeds, seed =>
        {
            var random = new Random(seed);
            var value = RandomJson.Value(random, depth: 4);
            var first = RandomJson.Spell(value, random);
            var canonical = Canonical(first);
            using var before = JsonDocument.Parse(first);
            using var after = JsonDocument.Parse(canonical);
            return canonical == Canonical(RandomJson.Spell(value, random))
                && canonical == Canonical(canonical)
                && RandomJson.Describe(before.RootElement) == RandomJson.Describe(after.RootElement);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Different_values_have_different_forms() =>
        Prop.ForAll(RandomJson.Seeds, RandomJson.Seeds, (one, other) =>
        {
            var (a, b) = (Spelling(one), Spelling(other));
            using var left = JsonDocument.Parse(a);
            using var right = JsonDocument.Parse(b);
            return Canonical(a) == Canonical(b) == (RandomJson.Describe(left.RootElement) == RandomJson.Describe(right.RootElement));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Keys_are_ordered_as_dotnet_orders_code_units() =>
        Prop.ForAll(RandomJson.Seeds, seed =>
        {
            var members = RandomJson.Value(new Random(seed), depth: 1) as Dictionary<string, object?> ?? [];
            using var document = JsonDocument.Parse(Canonical(RandomJson.Spell(members, new Random(seed))));
            return document.RootElement.EnumerateObject().Select(p => p.Name).SequenceEqual(members.Keys.Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    private static string Spelling(int seed)
    {
        var random = new Random(seed);
        return RandomJson.Spell(RandomJson.Value(random, depth: 2), random);
    }

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)).Value.Span);
}
