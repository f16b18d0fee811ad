namespace Backstay.Expressions.Tests.Syntax;

public sealed class PrinterTests
{
    private const int Trees = 5_000;

    [Fact]
    public void Parsing_what_was_printed_gives_the_same_tree()
    {
        for (var seed = 0; seed < Trees; seed++)
        {
            var tree = new RandomTrees(seed).Next(depth: 1 + (seed % 5));
            var text = Backstay.Expressions.Syntax.Printer.Print(tree);
            var parsed = Expression.Parse(text, RandomTrees.Limits);

            Assert.True(parsed.TryGet(out var again), $"seed {seed}: {text}: {(parsed.Errors.Count > 0 ? parsed.Errors[0] : null)}");
            Assert.True(Shape.Of(tree) == Shape.Of(again.Root), $"seed {seed}: {text}");
        }
    }

    [Theory]
    [InlineData("a||b&&c", "a || b && c")]
    [InlineData("(a || b) && c", "(a || b) && c")]
    [InlineData("1-(2-3)-4", "1 - (2 - 3) - 4")]
    [InlineData("- - 1", "-(-1)")]
    [InlineData("-(1)", "-(1)")]
    [InlineData("-(1.f())", "-(1.f())")]
    [InlineData("- -a", "--a")]
    [InlineData("(-1).f()", "(-1).f()")]
    [InlineData("a?b:c?d:e", "a ? b : c ? d : e")]
    [InlineData("(a?b:c)?d:e", "(a ? b : c) ? d : e")]
    [InlineData("has(a.b.c)", "has(a.b.c)")]
    [InlineData("{'a':1,?'b':c,}.`x-y`", "{\"a\": 1, ?\"b\": c}.`x-y`")]
    [InlineData("l.exists_one(x,x>1)", "l.existsOne(x, x > 1)")]
    [InlineData("m.map(k, k != 'a', m[k])", "m.map(k, k != \"a\", m[k])")]
    [InlineData("math.greatest(1, 2, 3)", "math.greatest([1, 2, 3])")]
    public void One_form_for_each_tree(string source, string printed) =>
        Assert.Equal(printed, Expression.Parse(source).Value.ToString());
}
