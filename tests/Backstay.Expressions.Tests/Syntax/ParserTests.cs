namespace Backstay.Expressions.Tests.Syntax;

public sealed class ParserTests
{
    [Theory]
    [InlineData("a + b * c", "(_+_ - name:a (_*_ - name:b name:c))")]
    [InlineData("a - b - c", "(_-_ - (_-_ - name:a name:b) name:c)")]
    [InlineData("a == b in c", "(_in_ - (_==_ - name:a name:b) name:c)")]
    [InlineData("!a.b[0]", "(!_ - (_[_] - (Value name:a b) Int:0))")]
    [InlineData("-1.f()", "(f Int:-1 )")]
    [InlineData(".a.b(c).?d[?e]", "(_[?_] - (Optional (b root:a name:c) d) name:e)")]
    [InlineData("a.all(x, x)", "(All name:a x - - name:x)")]
    [InlineData("a.all(x, y, z, 1)", "(all name:a name:x name:y name:z Int:1)")]
    public void The_grammar_gives(string source, string shape) => Assert.Equal(shape, Shape.Of(source));

    [Theory]
    [InlineData("1 +", 1, 4, "Expected a value, a name or '(', found the end.")]
    [InlineData("", 1, 1, "Expected a value, a name or '(', found the end.")]
    [InlineData("a b", 1, 3, "Expected an operator or the end, found 'b'.")]
    [InlineData("f(1,\n  2", 2, 4, "Expected ',' or ')', found the end.")]
    [InlineData("a = b", 1, 3, "'=' has no meaning here. Equality is written '=='.")]
    [InlineData("a & b", 1, 3, "'&' has no meaning here. 'And' is written '&&'.")]
    [InlineData("\"é\" + #", 1, 7, "'#' has no meaning here.")]
    [InlineData("'😀' + #", 1, 7, "'#' has no meaning here.")]
    [InlineData("'open", 1, 1, "The text isn't closed before the end.")]
    [InlineData("'a\nb'", 1, 1, "The text isn't closed on its line. Text over several lines stands in three quotes.")]
    [InlineData("'a\\uD800'", 1, 3, "This is no Unicode character: those are 0 to 10FFFF without the surrogates D800 to DFFF.")]
    [InlineData("b'\\u0041'", 1, 3, "'\\u' isn't for bytes: write \\x and two hexadecimal digits for each byte.")]
    [InlineData("'\\x4'", 1, 2, "This escape takes 2 hexadecimal digits.")]
    [InlineData("9223372036854775808", 1, 1, "The number is outside the range of int, -9223372036854775808 to 9223372036854775807.")]
    [InlineData("18446744073709551616u", 1, 1, "18446744073709551616 is too large for a uint: the largest is 18446744073709551615.")]
    [InlineData("1e999", 1, 1, "1e999 is too large for a double.")]
    [InlineData("0x", 1, 1, "After '0x' hexadecimal digits are expected.")]
    [InlineData("12abc", 1, 1, "'a' can't follow a number.")]
    [InlineData("while + 1", 1, 1, "'while' is a reserved word: only fields and methods may be called so.")]
    [InlineData("a.'b'", 1, 3, "Expected a field's name after the dot, found ''b''.")]
    [InlineData("a.`b", 1, 3, "A quoted field ends with a backtick and holds only letters, digits, '_', '.', '-', '/' and spaces.")]
    [InlineData("Point{x: 1}", 1, 6, "Expressions can't make records of a declared type: write a map, {\"field\": value}.")]
    [InlineData("has(a)", 1, 5, "has() takes a field, as in has(request.user).")]
    [InlineData("a.map(1, 2)", 1, 7, "Here map() takes the name of a new variable.")]
    [InlineData("a.all(x, x, true)", 1, 10, "all() needs two different names; 'x' stands twice.")]
    [InlineData("a ? b", 1, 6, "Expected ':', found the end.")]
    [InlineData("[1, 2", 1, 6, "Expected ',' or ']', found the end.")]
    [InlineData("{1: 2, 3}", 1, 9, "Expected ':', found '}'.")]
    [InlineData("!-a", 1, 2, "Expected a value, a name or '(', found '-'.")]
    [InlineData("a\u0001b", 1, 2, "U+0001 has no meaning here.")]
    public void A_text_that_is_no_expression_is_refused_with_its_place(string source, int line, int column, string message)
    {
        var error = Assert.Single(Expression.Parse(source).Errors);

        Assert.Equal(ExpressionErrorKind.Syntax, error.Kind);
        Assert.Equal((line, column, message), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void Half_a_pair_in_the_source_is_refused()
    {
        var error = Assert.Single(Expression.Parse("'a" + '\uD800' + "'").Errors);

        Assert.Equal("1:3: Half of a surrogate pair is no character.", error.ToString());
    }

    [Fact]
    public void Found_and_expected_stand_apart_for_programs()
    {
        var error = Assert.Single(Expression.Parse("f(1; 2)").Errors);
        Assert.Equal("';'", error.Found);

        error = Assert.Single(Expression.Parse("(1, 2)").Errors);
        Assert.Equal(("','", "')'"), (error.Found, error.Expected));
    }

    [Theory]
    [InlineData("(a) + (b)")]
    [InlineData("(a ? b : c)[(d)].e")]
    [InlineData("!(a)")]
    [InlineData("(a).f((b))")]
    [InlineData("(a) ? (b) : (c)")]
    public void Parentheses_inside_belong_to_the_text_of_the_whole(string source) =>
        Assert.Equal(source, Expression.Parse(source).Value.Root.Span.Of(source));

    [Fact]
    public void Every_node_knows_its_text()
    {
        const string Source = "request.size(1) + [a, b].map(x, -x)[0]";
        var root = Assert.IsType<Backstay.Expressions.Syntax.CallNode>(Expression.Parse(Source).Value.Root);

        Assert.Equal(Source, root.Span.Of(Source));
        Assert.Equal("+", root.FunctionSpan.Of(Source));
        Assert.Equal("request.size(1)", root.Arguments[0].Span.Of(Source));
        var index = Assert.IsType<Backstay.Expressions.Syntax.CallNode>(root.Arguments[1]);
        Assert.Equal("[a, b].map(x, -x)", index.Arguments[0].Span.Of(Source));
    }
}
