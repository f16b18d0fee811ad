namespace Backstay.Expressions.Tests.Syntax;

/// <summary>Text from strangers costs bounded time, memory and stack.</summary>
public sealed class LimitTests
{
    /// <summary>Two thirds of what .NET gives a thread of the pool.</summary>
    private const int SmallStack = 1024 * 1024;

    [Fact]
    public void A_source_may_have_4096_bytes_and_not_one_more()
    {
        Assert.True(Expression.Parse("'" + new string('x', 4094) + "'").TryGet(out _));
        Assert.Equal("The expression is longer than 4096 bytes.", Refusal("'" + new string('x', 4095) + "'"));
        Assert.Equal("The expression is longer than 4096 bytes.", Refusal("'" + new string('é', 2048) + "'"));
        Assert.Equal("The expression is longer than 4096 bytes.", Refusal(new string('(', 1 << 20)));
    }

    [Fact]
    public void A_tree_may_have_500_nodes_and_not_one_more()
    {
        Assert.True(Expression.Parse(string.Join('+', Enumerable.Repeat('1', 250))).TryGet(out var largest));
        Assert.Equal(499, largest.NodeCount);
        Assert.Equal("The expression has more than 500 parts.", Refusal(string.Join('+', Enumerable.Repeat('1', 251))));
        Assert.Equal("The expression has more than 500 parts.", Refusal($"[{string.Join(',', Enumerable.Repeat('1', 500))}]"));
        Assert.Equal("The expression has more than 500 parts.", Refusal("a" + string.Concat(Enumerable.Repeat(".b", 500))));
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{1:", "1", "}")]
    [InlineData("f(", "1", ")")]
    [InlineData("a[", "1", "]")]
    [InlineData("!", "a", "")]
    [InlineData("-", "a", "")]
    [InlineData("a ? b : ", "1", "")]
    [InlineData("a.map(x, ", "1", ")")]
    public void Nesting_deeper_than_50_levels_is_refused(string open, string middle, string close)
    {
        Assert.True(Expression.Parse(Nested(49)).TryGet(out _));
        Assert.Equal("The expression is nested deeper than 50 levels.", Refusal(Nested(51)));

        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void The_largest_limits_fit_a_small_stack()
    {
        var limits = new ExpressionLimits { SourceBytes = 1 << 20, Nodes = 1_000, Nesting = 200 };
        var environment = new ExpressionEnvironment([], limits: limits);
        string[] deepest =
        [
            string.Join('+', Enumerable.Repeat('1', 500)),
            string.Join("||", Enumerable.Repeat("false", 500)),
            new string('(', 199) + "1" + new string(')', 199),
            string.Concat(Enumerable.Repeat("[", 199)) + "1" + string.Concat(Enumerable.Repeat("]", 199)),
            string.Concat(Enumerable.Repeat("[1].map(x, ", 199)) + "1" + string.Concat(Enumerable.Repeat(")", 199)),
            "dyn({})" + string.Concat(Enumerable.Repeat(".?b", 900)),
        ];
        var ended = 0;
        var thread = new Thread(
            () =>
            {
                foreach (var source in deepest)
                {
                    var expression = environment.Check(source).Value;
                    expression.Explain(environment.Bind());
                    expression.Compile().Evaluate(environment.NewFrame());
                    _ = expression.Tree.ToString();
                    ended++;
                }
            },
            SmallStack);
        thread.Start();
        thread.Join();

        Assert.Equal(deepest.Length, ended);
    }

    [Fact]
    public void Limits_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExpressionLimits { Nodes = 1_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExpressionLimits { Nesting = 201 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExpressionLimits { Steps = 0 });
    }

    private static string Refusal(string source)
    {
        var error = Assert.Single(Expression.Parse(source).Errors);
        Assert.Equal(ExpressionErrorKind.Limit, error.Kind);
        return error.Message;
    }
}
