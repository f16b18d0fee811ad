using Backstay.Expressions.Types;

namespace Backstay.Expressions.Tests.Checking;

public sealed class CheckerTests
{
    [Theory]
    [InlineData("requst.size", 1, 1, "There is no variable 'requst'; did you mean 'request'?")]
    [InlineData("zzzzzz > 1", 1, 1, "There is no variable 'zzzzzz'.")]
    [InlineData("request.siez > 1", 1, 9, "Request has no field 'siez'; did you mean 'size'?")]
    [InlineData("request.unrelated", 1, 9, "Request has no field 'unrelated'.")]
    [InlineData("n.size", 1, 3, "int has no fields, so no 'size'.")]
    [InlineData("name.startWith('a')", 1, 6, "There is no method 'startWith'; did you mean 'startsWith'?")]
    [InlineData("math.grestest(1, 2)", 1, 6, "There is no function 'math.grestest'; did you mean 'math.greatest'?")]
    [InlineData("p59_ms(version)", 1, 1, "There is no function 'p59_ms'; did you mean 'p95_ms'?")]
    [InlineData("n + 'a'", 1, 3, "'+' takes (int, int), (uint, uint), (double, double), (timestamp, duration), (duration, timestamp), (duration, duration) and 3 more; found (int, string).")]
    [InlineData("n ==\n  name", 1, 3, "'==' takes (A, A); found (int, string).")]
    [InlineData("name.charAt('1')", 1, 6, "'charAt' takes string.(int); found string.(string).")]
    [InlineData("p95_ms(n)", 1, 1, "'p95_ms' takes (version); found (int).")]
    [InlineData("contains(name, 'a')", 1, 1, "'contains' is called as x.contains().")]
    [InlineData("n.timestamp()", 1, 3, "'timestamp' is called as timestamp(x).")]
    [InlineData("n && true", 1, 1, "The left side of '&&' is a bool, found int.")]
    [InlineData("true || name", 1, 9, "The right side of '||' is a bool, found string.")]
    [InlineData("n ? 1 : 2", 1, 1, "The condition before '?' is a bool, found int.")]
    [InlineData("true ? 1 : 'a'", 1, 12, "Both sides of ':' have one type: the first is int, this one string; dyn() takes any.")]
    [InlineData("tags.all(t, t)", 1, 13, "The condition is a bool, found string.")]
    [InlineData("n.exists(i, true)", 1, 1, "Only lists and maps can be walked through, found int.")]
    [InlineData("tags.all(t, t == s)", 1, 18, "There is no variable 's'; did you mean 'n'?")]
    [InlineData("{1.0: 1}", 1, 2, "A key of a map is a bool, int, uint or string, found double.")]
    [InlineData("[?1]", 1, 3, "After '?' an optional is expected, found int.")]
    [InlineData("tags.all(1)", 1, 6, "'all' is a macro, and isn't written so: see the reference for its forms.")]
    [InlineData("name.matches('(a')", 1, 14, "The regular expression can't be used: a '(' has no ')'.")]
    [InlineData("matches(name, r'(?=a)')", 1, 15, "The regular expression can't be used: after '(?' only a name, ':' or the flags i, m and s can stand; looking ahead or behind is not supported.")]
    [InlineData("tags[0].optMap(x, x)", 1, 1, "optMap is called on an optional, found string.")]
    public void What_does_not_fit_is_refused_with_place_and_way_out(string source, int line, int column, string message)
    {
        var error = Assert.Single(Sample.Declared.Check(source).Errors);

        Assert.Equal(ExpressionErrorKind.Check, error.Kind);
        Assert.Equal((line, column, message), (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void One_mistake_makes_one_error_and_two_make_two()
    {
        var errors = Sample.Declared.Check("wrong.field + 1 > 2 && request.nope == n").Errors;

        Assert.Equal(["wrong", "nope"], errors.Select(error => error.Span.Of("wrong.field + 1 > 2 && request.nope == n")));
    }

    [Theory]
    [InlineData("request.size + n", "int")]
    [InlineData("request.headers", "map(string, string)")]
    [InlineData("request.?user", "optional(string)")]
    [InlineData("request.?headers.tenant", "optional(string)")]
    [InlineData("tags.map(t, size(t))", "list(int)")]
    [InlineData("tags.transformMap(i, t, t)", "map(int, string)")]
    [InlineData("tags.transformMapEntry(i, t, {t: i})", "map(string, int)")]
    [InlineData("{'a': 1}.filter(k, k != 'a')", "list(string)")]
    [InlineData("cel.bind(x, n, [x])", "list(int)")]
    [InlineData("any.whatever[0].more", "dyn")]
    [InlineData("[1, 'a']", "list(dyn)")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("[[], [1]]", "list(list(int))")]
    [InlineData("metrics.errors", "double")]
    [InlineData("version", "version")]
    [InlineData("type(n)", "type(int)")]
    [InlineData("any + [0]", "list(dyn)")]
    [InlineData("[0] + any", "list(dyn)")]
    [InlineData("optional.of([1]).orValue(any)", "dyn")]
    [InlineData("[[1], [any]]", "list(list(dyn))")]
    [InlineData("[{'a': any}, {any: 1}]", "list(map(dyn, dyn))")]
    [InlineData("any + 1", "int")]
    [InlineData("any + any", "dyn")]
    [InlineData("timestamp('2026-01-01T00:00:00Z') - duration('1h')", "timestamp")]
    public void Types_are_found(string source, string type) => Assert.Equal(type, Sample.Declared.Check(source).Value.Type.ToString());

    [Fact]
    public void Names_are_looked_up_from_the_container_outwards()
    {
        var environment = new ExpressionEnvironment(
            [new("a.b.x", CelType.Int), new("a.x", CelType.String), new("x", CelType.Bool)], container: "a.b");

        Assert.Equal("int", environment.Check("x").Value.Type.ToString());
        Assert.Equal("bool", environment.Check(".x").Value.Type.ToString());
        Assert.Equal("string", environment.Check("a.x").Value.Type.ToString());
        Assert.Equal("list(double)", environment.Check("[1.5].map(x, x)").Value.Type.ToString());
    }

    [Fact]
    public void Declarations_that_can_not_be_used_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ExpressionEnvironment([new("a b", CelType.Int)]));
        Assert.Throws<ArgumentException>(() => new ExpressionEnvironment([new("true", CelType.Int)]));
        Assert.Throws<ArgumentException>(() => new ExpressionEnvironment([new("a", CelType.Int), new("a", CelType.Int)]));
        Assert.Throws<ArgumentException>(() => new ExpressionEnvironment([], [Sample.P95, Sample.P95]));
        Assert.Throws<ArgumentException>(() => new ExpressionEnvironment([], container: "a."));
        Assert.Throws<ArgumentException>(() => Sample.Declared.Bind(("nobody", Backstay.Expressions.Values.Value.Null)));
        Assert.Throws<ArgumentException>(() => CelType.Object("O", ("f", CelType.Int), ("f", CelType.Int)));
    }

    [Fact]
    public void A_checked_call_knows_its_overload_and_variables_their_slots()
    {
        var expression = Sample.Declared.Check("n + size(tags)").Value;
        var call = Assert.IsType<Backstay.Expressions.Checking.CheckedCall>(expression.Root);

        Assert.Equal("add_int", Assert.Single(call.Overloads).Id);
        Assert.Equal(2, Assert.IsType<Backstay.Expressions.Checking.CheckedVariable>(call.Arguments[0]).Slot);
        Assert.Equal("size_list", Assert.Single(Assert.IsType<Backstay.Expressions.Checking.CheckedCall>(call.Arguments[1]).Overloads).Id);
    }

    [Fact]
    public void Values_of_another_environment_are_refused() =>
        Assert.Throws<ArgumentException>(() => Sample.Declared.Check("n").Value.Evaluate(new ExpressionEnvironment([]).Bind()));
}
