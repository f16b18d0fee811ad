using Backstay.Expressions.Functions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Compilation;

/// <summary>What compiled expressions promise beside agreeing with the interpreter (see RandomCompilationTests for that).</summary>
public sealed class CompiledExpressionTests
{
    private const string Rule = "tenant == 'acme' && latency < 250.0 && risk in ['low', 'medium']";

    private static readonly ExpressionEnvironment Declared = new(
    [
        new("tenant", CelType.String), new("latency", CelType.Double), new("risk", CelType.String), new("tags", CelType.List(CelType.String)), new("count", CelType.Int),
        new("size", CelType.Uint), new("age", CelType.Duration), new("at", CelType.Timestamp), new("flag", CelType.Bool),
        new("request", Sample.Request),
    ]);

    [Theory]
    [InlineData("acme", 249.9, "medium", Truth.True)]
    [InlineData("acme", 250.0, "medium", Truth.False)]
    [InlineData("acme", double.NaN, "medium", Truth.False)]
    [InlineData("acne", 1.0, "low", Truth.False)]
    [InlineData("acme", 1.0, "high", Truth.False)]
    public void A_rule_is_decided_by_its_slots(string tenant, double latency, string risk, Truth expected)
    {
        var frame = Filled(tenant, latency, risk);

        Assert.Equal(expected, Compiled(Rule).Test(frame));
        Assert.Equal(Value.Bool(expected == Truth.True), Compiled(Rule).Evaluate(frame));
    }

    [Fact]
    public void A_missing_measurement_is_an_error_unless_another_condition_decides()
    {
        var frame = Filled("acme", 1, "low");
        frame.Set(1, Value.Error(new(EvaluationErrorKind.Host, "There is no measurement of this version.")));
        var rule = Compiled(Rule);

        Assert.Equal(Truth.Error, rule.Test(frame));
        Assert.Equal(("There is no measurement of this version.", "latency"), (rule.Evaluate(frame).AsError.Message, rule.Evaluate(frame).AsError.Span?.Of(Rule)));

        frame.SetString(2, "high");
        Assert.Equal(Truth.False, rule.Test(frame));

        frame.Clear(1);
        frame.SetString(2, "low");
        Assert.Equal("The variable 'latency' has no value here.", rule.Evaluate(frame).AsError.Message);
    }

    /// <summary>What a host put into a slot or a list is looked at where it is used, whatever was declared.</summary>
    [Fact]
    public void A_value_of_another_type_than_declared_is_an_error_where_it_is_used()
    {
        var frame = Filled("acme", 1, "low");
        frame.SetInt(0, 5);
        frame.Set(3, Value.List(Value.String("a"), Value.Int(7)));

        Assert.Equal(Truth.False, Compiled("tenant == 'acme'").Test(frame));
        Assert.Equal("'startsWith' doesn't take (int, string).", Compiled("tenant.startsWith('a')").Evaluate(frame).AsError.Message);
        Assert.Equal("'+' doesn't take (int, string).", Compiled("tags.all(t, t + 'x' != '')").Evaluate(frame).AsError.Message);
        Assert.True(Compiled("tags.exists(t, t + 'x' == 'ax')").Evaluate(frame).IsTrue);
    }

    [Theory]
    [InlineData("1 + n", 3)]
    [InlineData("n.format([1])", 3)]
    public void A_condition_that_is_no_bool_is_an_error(string source, int n)
    {
        var declared = new ExpressionEnvironment([new("n", CelType.Dyn)]);
        var frame = declared.NewFrame();
        frame.SetInt(0, n);

        Assert.Equal(Truth.Error, declared.Check(source).Value.Compile().Test(frame));
    }

    [Fact]
    public void A_frame_of_another_environment_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Compiled(Rule).Test(Sample.Declared.NewFrame()));
        Assert.Throws<ArgumentException>(() => Compiled(Rule).Evaluate(Sample.Declared.NewFrame()));
        Assert.Throws<ArgumentException>(() => Declared.NewFrame().Fill(Sample.Bound()));
    }

    [Fact]
    public void A_text_as_long_as_all_steps_is_too_much_in_both()
    {
        var longText = new string('a', 4_000_000);

        Assert.Null(Agreement.Trouble(Declared.Check(Rule).Value, Declared.Bind(("tenant", Value.String(longText)))));
        Assert.Null(Agreement.Trouble(Declared.Check("tenant != 'acme' || tenant.endsWith('b')").Value, Declared.Bind(("tenant", Value.String(longText)))));
    }

    /// <summary>A host's function may look at the world: it is asked in each evaluation, never when the expression is compiled.</summary>
    [Fact]
    public void A_function_of_the_host_is_called_once_an_evaluation_and_not_before()
    {
        var calls = 0;
        var function = new Function("load", "How busy it is.", [new("load", false, [], CelType.Int, OverloadCost.Constant, (_, _) => Value.Int(++calls))]);
        var declared = new ExpressionEnvironment([], [function]);
        var compiled = declared.Check("load() == 2").Value.Compile();
        var frame = declared.NewFrame();

        Assert.Equal(0, calls);
        Assert.Equal([Truth.False, Truth.True, Truth.False], [compiled.Test(frame), compiled.Test(frame), compiled.Test(frame)]);
    }

    [Fact]
    public void Constants_are_worked_out_once_and_paid_for_each_time()
    {
        const string Source = "age < duration('1h') + duration('30m') && tenant in ['a', 'b' + 'c'] && request.size > 2 * 3";
        var needed = Enumerable.Range(1, 100).First(steps => !Interpreted(steps).IsError);

        Assert.Equal(needed, Enumerable.Range(1, 100).First(steps => !CompiledWith(steps).IsError));

        Value Interpreted(int steps)
        {
            var declared = With(steps);
            return declared.Check(Source).Value.Evaluate(Values(declared));
        }

        Value CompiledWith(int steps)
        {
            var declared = With(steps);
            var frame = declared.NewFrame();
            frame.Fill(Values(declared));
            return declared.Check(Source).Value.Compile().Evaluate(frame);
        }

        static ExpressionEnvironment With(int steps) => new(Declared.Variables, limits: new() { Steps = steps });

        static Bindings Values(ExpressionEnvironment declared) => declared.Bind(
            ("age", Value.Duration(5)), ("tenant", Value.String("bc")), ("request", Value.Object(new(Sample.Request, ("size", Value.Int(7))))));
    }

    [Fact]
    public void A_pattern_is_paid_for_once_an_evaluation()
    {
        const string Source = "tags.exists(t, t.matches('^(a|b)*c$')) || tags.all(t, t.matches('^(a|b)*c$') || t.matches(risk))";
        foreach (var steps in Enumerable.Range(1, 300))
        {
            var declared = new ExpressionEnvironment(Declared.Variables, limits: new() { Steps = steps });
            var bindings = declared.Bind(("tags", Value.List(Value.String("abab"), Value.String("bc!"), Value.Int(1))), ("risk", Value.String("x|y")));
            Assert.Null(Agreement.Trouble(declared.Check(Source).Value, bindings));
        }
    }

    /// <summary>Each of these would cost seconds or gigabytes if constants were worked out without bounds.</summary>
    [Theory]
    [InlineData("'{0}'.replace('', '{0}').replace('', '{0}').replace('', '{0}') != tenant")]
    [InlineData("'%s%s%s'.format(['{0}'.replace('', '{0}'), '{0}'.replace('', '{0}'), '{0}'.replace('', '{0}')]) != tenant")]
    [InlineData("tenant.matches('((a{{1,100}}){{1,100}}){{1,100}}') || dyn('{0}').matches(dyn('(a{{1,20}}){{1,40}}b'))")]
    public void Hostile_constants_are_left_to_evaluation(string source)
    {
        var written = string.Format(null, source, new string('a', 200));
        if (!Declared.Check(written).TryGet(out var expression))
        {
            return;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var compiled = expression.Compile();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 2_000_000);
        Assert.Null(Agreement.Trouble(compiled.Expression, Declared.Bind(("tenant", Value.String(new string('a', 3_000))))));
    }

    [Fact]
    public void Many_threads_may_evaluate_one_expression_each_with_its_frame()
    {
        var compiled = Compiled("tags.exists(t, t.matches('^(a|b)*c$')) && " + Rule);
        var wrong = 0;
        Parallel.For(0, 8, worker =>
        {
            var frame = Filled(worker % 2 == 0 ? "acme" : "other", 1, "low");
            frame.Set(3, Value.List(Value.String("ab"), Value.String(worker % 4 < 2 ? "abc" : "ab!")));
            for (var i = 0; i < 2_000; i++)
            {
                if (compiled.Test(frame) != (worker % 2 == 0 && worker % 4 < 2 ? Truth.True : Truth.False))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        });

        Assert.Equal(0, wrong);
    }

    private static CompiledExpression Compiled(string source) => Declared.Check(source).Value.Compile();

    private static SlotFrame Filled(string tenant, double latency, string risk)
    {
        var frame = Declared.NewFrame();
        frame.SetString(0, tenant);
        frame.SetDouble(1, latency);
        frame.SetString(2, risk);
        return frame;
    }
}
