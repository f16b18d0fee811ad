using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Attack;

/// <summary>Expressions that would take gigabytes or years without bounds.</summary>
public sealed class HostileTests
{
    [Fact]
    public void Texts_do_not_double_for_ever()
    {
        var source = "cel.bind(a0, 'xxxxxxxxxxxxxxxx', " + string.Concat(Enumerable.Range(1, 40).Select(i => $"cel.bind(a{i}, a{i - 1} + a{i - 1}, ")) + "size(a40)" + new string(')', 41);

        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate(source).AsError.Kind);
    }

    [Theory]
    [InlineData("a{0} == a{0}")]
    [InlineData("'%s'.format([a{0}])")]
    [InlineData("a{0} in [a{0}]")]
    [InlineData("a{0}")]
    public void Lists_that_share_their_parts_count_as_often_as_they_are_walked(string end)
    {
        const int Levels = 40;
        var source = "cel.bind(a0, [1, 1], " + string.Concat(Enumerable.Range(1, Levels).Select(i => $"cel.bind(a{i}, [a{i - 1}, a{i - 1}], "))
            + string.Format(null, end, Levels) + new string(')', Levels + 1);

        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate(source).AsError.Kind);
    }

    [Fact]
    public void Lists_do_not_grow_past_their_limit()
    {
        var source = "cel.bind(a0, [1,2,3,4,5,6,7,8,9,10], " + string.Concat(Enumerable.Range(1, 20).Select(i => $"cel.bind(a{i}, a{i - 1} + a{i - 1}, ")) + "size(a20)" + new string(')', 21);

        var error = Sample.Evaluate(source).AsError;
        Assert.Equal((EvaluationErrorKind.Limit, "The list or map has more than 10000 items."), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData("name.replace('', name)")]
    [InlineData("name.split('').map(c, name).join(name)")]
    [InlineData("name.split('').all(c, name.matches(c + '(a+)+$'))")]
    [InlineData("name.split('').map(c, name.replace('a', 'bb')).size()")]
    [InlineData("name.split('').all(c, name == name.reverse() || name.contains('aaab'))")]
    [InlineData("name.split('').all(c, strings.quote(name) != c)")]
    [InlineData("name.split('').all(c, !(name in {'x': 1}))")]
    [InlineData("name.split('').all(c, name.indexOf('ab', 5000) < 0)")]
    [InlineData("name.split('').all(c, name.substring(5000) != c)")]
    [InlineData("name.split('').all(c, base64.encode(bytes(name)) != c)")]
    public void Work_over_long_texts_is_paid_for(string source)
    {
        var value = Sample.Evaluate(source, ("name", Value.String(new string('a', 9_000))));

        Assert.Equal(EvaluationErrorKind.Limit, value.AsError.Kind);
    }

    [Fact]
    public void Loops_in_loops_end_at_the_same_step_every_time()
    {
        const string Source = "tags.all(a, tags.all(b, tags.all(c, a + b + c != '')))";
        var many = Value.List([.. Enumerable.Range(0, 100).Select(i => Value.String($"t{i}"))]);
        var expression = Sample.Declared.Check(Source).Value;

        var first = expression.Explain(Sample.Bound(("tags", many)));
        var second = expression.Explain(Sample.Bound(("tags", many)));

        Assert.Equal(EvaluationErrorKind.Limit, first.Value.AsError.Kind);
        Assert.Equal(first.Parts.Select(part => part.Times), second.Parts.Select(part => part.Times));
    }

    [Fact]
    public void A_list_of_a_host_may_be_longer_than_what_expressions_may_make()
    {
        var long1 = Value.List([.. Enumerable.Range(0, 20_000).Select(i => Value.Int(i))]);

        Assert.Equal(19_999, Sample.Evaluate("any[19999]", ("any", long1)).AsInt);
        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate("any.map(x, x)", ("any", long1)).AsError.Kind);
    }
}
