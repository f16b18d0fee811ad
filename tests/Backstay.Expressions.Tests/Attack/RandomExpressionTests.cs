using Backstay.Expressions.Tests.Conformance;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Attack;

/// <summary>Thousands of random expressions: nothing throws, everything ends, and what the check says is true.</summary>
public sealed class RandomExpressionTests(ITestOutputHelper output)
{
    private const int Expressions = 10_000;
    private const int Noises = 20_000;

    private static readonly ExpressionLimits Limits = new() { SourceBytes = 100_000, Nodes = 1_000, Nesting = 200, Steps = 3_000, Items = 200, TextLength = 2_000 };

    private static readonly ExpressionEnvironment Declared = new(Sample.Declared.Variables, [Sample.P95], limits: Limits);

    private static readonly Value[] Anything =
    [
        Value.Null, Value.True, Value.Int(3), Value.Uint(3), Value.Double(2.5), Value.String("a"), Value.Bytes([1]), Value.List(Value.Int(1), Value.String("x")),
        Value.Map(MapValue.Of(("a", Value.Int(1)))), Value.Duration(5), Value.Timestamp(new(0, 0)), Value.Optional(OptionalValue.None), Value.Type(CelType.Int),
        Value.Error(new(EvaluationErrorKind.Host, "not measured")),
    ];

    [Fact]
    public void A_checked_expression_has_a_value_of_its_type_or_an_error()
    {
        var (refused, failed, valued) = (0, 0, 0);
        for (var seed = 0; seed < Expressions; seed++)
        {
            var source = new RandomSources(seed).Next(depth: seed % 5);
            if (!Declared.Check(source).TryGet(out var expression))
            {
                refused++;
                continue;
            }

            var value = expression.Evaluate(Bound(seed));
            Assert.True(value.IsError || Fits(value, expression.Type), $"seed {seed}: {source} is {value}, not {expression.Type}");
            Assert.True(!value.IsError || value.AsError.Span is { } span && span.End <= source.Length, $"seed {seed}: {source}: no place in {value}");
            (failed, valued) = value.IsError ? (failed + 1, valued) : (failed, valued + 1);
        }

        output.WriteLine($"{refused} refused, {failed} errors, {valued} values");
        Assert.True(valued > Expressions / 4, $"Only {valued} expressions had a value.");
    }

    /// <summary>The check only leaves out overloads that can't be taken: it never changes a value.</summary>
    [Fact]
    public void Checked_explained_and_resolved_without_types_an_expression_has_the_same_value()
    {
        for (var seed = 0; seed < Expressions; seed++)
        {
            var source = new RandomSources(seed).Next(depth: seed % 5);
            var tree = Expression.Parse(source, Limits);
            if (!tree.TryGet(out var parsed))
            {
                continue;
            }

            var resolved = Declared.Resolve(parsed).Evaluate(Bound(seed));
            if (!Declared.Check(parsed).TryGet(out var expression))
            {
                continue;
            }

            var value = expression.Evaluate(Bound(seed));
            Assert.True(AreAlike(value, resolved), $"seed {seed}: {source} is {value} checked and {resolved} unchecked");
            Assert.True(AreAlike(value, expression.Explain(Bound(seed)).Value), $"seed {seed}: {source} is explained as something else");
        }
    }

    [Fact]
    public void Noise_is_refused_inside_itself_or_is_an_expression()
    {
        for (var seed = 0; seed < Noises; seed++)
        {
            var source = new RandomSources(seed).Noise();
            var outcome = Declared.Check(source);
            if (outcome.TryGet(out var expression))
            {
                _ = expression.Explain(Bound(seed)).ToString();
                continue;
            }

            Assert.All(outcome.Errors, error =>
            {
                Assert.True(error.Span.Start >= 0 && error.Span.End <= source.Length && error.Line >= 1 && error.Column >= 1, $"seed {seed}: {error.Span} of {source}");
                Assert.NotEmpty(error.Message);
            });
        }
    }

    private static Bindings Bound(int seed) => Bound(Declared, seed);

    internal static Bindings Bound(ExpressionEnvironment declared, int seed) => declared.Bind(
        ("request", Value.Object(new(Sample.Request, ("path", Value.String("/a")), ("size", Value.Int(7))))), ("n", Value.Int(seed % 3)), ("name", Value.String("a")),
        ("tags", Value.List(Value.String("a"), Value.String("b"))), ("ratio", Value.Double(0.5)), ("version", Sample.Measured(1)),
        ("any", Anything[seed % Anything.Length]));

    /// <summary>Errors at the same place are alike: an overload that the check left out can have other words for it.</summary>
    private static bool AreAlike(Value left, Value right) =>
        left.IsError && right.IsError ? left.AsError.Span == right.AsError.Span : CaseValues.AreSame(left, right);

    private static bool Fits(Value value, CelType type) => type.Kind switch
    {
        TypeKind.Dyn => true,
        TypeKind.Null => value.Kind == ValueKind.Null,
        TypeKind.List => value.Kind == ValueKind.List && value.AsList.Items.ToArray().All(item => Fits(item, type.Parameters[0])),
        TypeKind.Map => value.Kind == ValueKind.Map
            && value.AsMap.Entries.ToArray().All(entry => Fits(entry.Key, type.Parameters[0]) && Fits(entry.Value, type.Parameters[1])),
        TypeKind.Opaque when type.IsOptional => value.Kind == ValueKind.Null
            || (value.Kind == ValueKind.Optional && (!value.AsOptional.HasValue || Fits(value.AsOptional.Value, type.Parameters[0]))),
        TypeKind.Opaque or TypeKind.Object or TypeKind.Timestamp or TypeKind.Duration when value.Kind == ValueKind.Null => true,
        TypeKind.Type => value.Kind == ValueKind.Type,
        _ => value.Kind.ToString() == type.Kind.ToString(),
    };
}
