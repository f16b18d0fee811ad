namespace Backstay.Expressions.Tests.Evaluation;

public sealed class ExplanationTests
{
    [Fact]
    public void Every_part_has_its_text_and_its_value()
    {
        var explained = Explain("request.size > 5 && tags[0] == 'b' || n / 0 == 1");

        Assert.Equal(
            """
            request.size > 5 && tags[0] == 'b' || n / 0 == 1 = error: Division by zero.
            request.size > 5 && tags[0] == 'b' = false
            request.size > 5 = true
            request.size = 7
            request = Request{method: "GET", path: "/a", headers: {"tenant": "acme"}, size: 7}
            5 = 5
            tags[0] == 'b' = false
            tags[0] = "a"
            tags = ["a", "b"]
            0 = 0
            'b' = "b"
            n / 0 == 1 = error: Division by zero.
            n / 0 = error: Division by zero.
            n = 3
            0 = 0
            1 = not evaluated
            """.ReplaceLineEndings("\n"),
            explained.ToString());
    }

    [Fact]
    public void What_was_decided_before_is_not_evaluated()
    {
        var explained = Explain("n == 3 || tags.all(t, t == 'x')");

        Assert.True(explained.Value.IsTrue);
        Assert.Equal(0, Part(explained, "tags.all(t, t == 'x')").Times);
        Assert.Empty(Part(explained, "tags").Values);
    }

    [Fact]
    public void A_part_of_a_macro_has_the_value_of_each_time()
    {
        var explained = Explain("tags.map(t, t + '!')");

        var part = Part(explained, "t + '!'");
        Assert.Equal((2, "list(string)"), (part.Times, explained.Parts[0].Type.ToString()));
        Assert.Equal(["\"a!\"", "\"b!\""], part.Values.Select(value => value.ToString()));
    }

    [Fact]
    public void A_loop_keeps_its_first_values_and_counts_all()
    {
        var explained = Explain("[1,2,3,4,5,6,7,8,9,10,11,12].all(i, i > 0)");

        var part = Part(explained, "i > 0");
        Assert.Equal((12, Explanation.MostValues), (part.Times, part.Values.Count));
        Assert.EndsWith(", …", explained.ToString().Split('\n').Single(line => line.StartsWith("i > 0 =", StringComparison.Ordinal)));
    }

    private static Explanation Explain(string source) => Sample.Declared.Check(source).Value.Explain(Sample.Bound());

    private static ExplainedPart Part(Explanation explained, string text) => explained.Parts.Single(part => part.Text == text);
}
