using Backstay.Expressions.Functions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests;

/// <summary>What a host declares: a request with fields, a measurement function, and plain variables.</summary>
internal static class Sample
{
    public static readonly CelType Request = CelType.Object(
        "Request", ("method", CelType.String), ("path", CelType.String), ("headers", CelType.Map(CelType.String, CelType.String)), ("size", CelType.Int),
        ("user", CelType.String));

    private static readonly CelType Version = CelType.Opaque("version");

    public static readonly Function P95 = new(
        "p95_ms", "The 95th percentile.",
        [
            new("p95_ms_version", false, [Version], CelType.Double, OverloadCost.Constant, static (a, _) => a[0].AsOpaque.Content is double measured
                ? Value.Double(measured)
                : Value.Error(new(EvaluationErrorKind.Host, "There is no measurement of this version."))),
        ]);

    public static readonly ExpressionEnvironment Declared = new(
        [
            new("request", Request), new("version", Version), new("n", CelType.Int), new("name", CelType.String), new("tags", CelType.List(CelType.String)),
            new("any", CelType.Dyn), new("metrics.errors", CelType.Double), new("ratio", CelType.Double),
        ],
        [P95]);

    public static Value Measured(double? value) => Value.Opaque(new(Version, value is { } measured ? measured : "none"));

    public static Bindings Bound(params (string, Value)[] more) => Declared.Bind(
        new (string, Value)[]
        {
            ("request", Value.Object(new(Request, ("method", Value.String("GET")), ("path", Value.String("/a")), ("size", Value.Int(7)),
                ("headers", Value.Map(MapValue.Of(("tenant", Value.String("acme")))))))),
            ("n", Value.Int(3)), ("tags", Value.List(Value.String("a"), Value.String("b"))), ("version", Measured(12.5)),
        }.Concat(more));

    public static Value Evaluate(string source, params (string, Value)[] more) => Declared.Check(source).Value.Evaluate(Bound(more));
}
