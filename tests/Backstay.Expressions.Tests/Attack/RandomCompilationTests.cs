using Backstay.Expressions.Tests.Compilation;

namespace Backstay.Expressions.Tests.Attack;

/// <summary>Random expressions on random values: compiled they are what they are interpreted, errors and used-up steps included.</summary>
public sealed class RandomCompilationTests(ITestOutputHelper output)
{
    private const int Expressions = 10_000;
    private const int Rules = 20_000;

    private static readonly ExpressionLimits Roomy = new() { SourceBytes = 100_000, Nodes = 1_000, Nesting = 200, Steps = 3_000, Items = 200, TextLength = 2_000 };

    /// <summary>The same variables with other limits: most expressions need between 1 and 60 steps, and one more is too many.</summary>
    private static readonly ExpressionEnvironment[] Environments =
    [
        .. Enumerable.Range(0, 60).Select(steps => new ExpressionEnvironment(Sample.Declared.Variables, [Sample.P95], limits: Roomy with { Steps = steps + 1 })),
        .. Enumerable.Range(0, 60).Select(items => new ExpressionEnvironment(Sample.Declared.Variables, [Sample.P95], limits: Roomy with { Items = 1 + (items / 6) })),
    ];

    [Fact]
    public void Compiled_an_expression_is_what_it_is_interpreted()
    {
        var (failed, valued) = (0, 0);
        for (var seed = 0; seed < Expressions; seed++)
        {
            var source = new RandomSources(seed).Next(depth: seed % 5);
            var declared = Environments[^(1 + (seed % 7))];
            Hold(seed, source, declared, ref failed, ref valued);
        }

        output.WriteLine($"{failed} errors, {valued} values");
        Assert.True(failed > Expressions / 10 && valued > Expressions / 10, $"{failed} errors, {valued} values");
    }

    [Fact]
    public void Both_run_out_of_steps_and_of_room_at_the_same_place()
    {
        var (failed, valued) = (0, 0);
        for (var seed = 0; seed < Expressions; seed++)
        {
            var source = new RandomSources(seed + Expressions).Next(depth: 1 + (seed % 4));
            Hold(seed, source, Environments[seed % Environments.Length], ref failed, ref valued);
        }

        output.WriteLine($"{failed} errors, {valued} values");
        Assert.True(failed > Expressions / 10 && valued > Expressions / 10, $"{failed} errors, {valued} values");
    }

    /// <summary>Conditions as people write rules: comparisons of variables with constants, joined.</summary>
    [Fact]
    public void Compiled_a_rule_is_what_it_is_interpreted()
    {
        var (failed, valued) = (0, 0);
        for (var seed = 0; seed < Rules; seed++)
        {
            var source = new RandomRules(seed).Next();
            Hold(seed, source, seed % 3 == 0 ? RandomRules.Tight[seed % RandomRules.Tight.Length] : RandomRules.Declared, ref failed, ref valued, RandomRules.Bound);
        }

        output.WriteLine($"{failed} errors, {valued} values");
        Assert.True(failed > Rules / 10 && valued > Rules / 2, $"{failed} errors, {valued} values");
    }

    private static void Hold(
        int seed, string source, ExpressionEnvironment declared, ref int failed, ref int valued, Func<ExpressionEnvironment, int, Bindings>? bound = null)
    {
        if (!Expression.Parse(source, declared.Limits).TryGet(out var parsed))
        {
            return;
        }

        var bindings = (bound ?? RandomExpressionTests.Bound)(declared, seed);
        if (declared.Check(parsed).TryGet(out var expression))
        {
            var trouble = Agreement.Trouble(expression, bindings);
            Assert.True(trouble is null, $"seed {seed}: {source} {trouble}");
            var isError = expression.Evaluate(bindings).IsError;
            (failed, valued) = isError ? (failed + 1, valued) : (failed, valued + 1);
        }

        var untyped = Agreement.Trouble(declared.Resolve(parsed), bindings);
        Assert.True(untyped is null, $"seed {seed}: {source} without types {untyped}");
    }
}
