using Backstay.Bench.Harness;
using Backstay.Expressions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Bench.Benches.Expressions;

/// <summary>A rule with its values, which make it true: no condition spares another one.</summary>
internal sealed class RuleScene
{
    public const string TypicalName = "three-conditions";

    /// <summary>Its match keeps lists of states, which is what it allocates.</summary>
    public const string PatternName = "pattern";

    public const string Typical = "request.tenant == \"acme\" && latency_p99 < 250.0 && risk in [\"low\", \"medium\"]";

    public static readonly (string Name, string Source)[] Rules =
    [
        (TypicalName, Typical),
        ("one-text", "request.tenant == \"acme\""),
        ("one-double", "latency_p99 < 250.0"),
        ("two-measurements", "latency_p99 < 1.5 * baseline_p99"),
        ("list-walk", "tags.exists(t, t.startsWith(\"risk:\"))"),
        (PatternName, "request.tenant.matches(\"^(acme|apex)\")"),
    ];

    public static readonly string[] Conjunctions =
    [
        Typical,
        "risk in [\"medium\"] && attempts > 2 && latency_p99 <= 300.0",
        "attempts != 7 && request.tenant in [\"acme\", \"other\"] && risk != \"high\"",
        "latency_p99 < 200.0 && latency_p99 > 10.0 && request.tenant == \"acme\"",
    ];

    private static readonly ExpressionEnvironment Declared = new(
    [
        new("request.tenant", CelType.String), new("latency_p99", CelType.Double), new("baseline_p99", CelType.Double), new("risk", CelType.String),
        new("attempts", CelType.Int), new("tags", CelType.List(CelType.String)),
    ]);

    private readonly string _source;
    private readonly CheckedExpression _checked;
    private readonly CompiledExpression _compiled;
    private readonly Bindings _bindings;
    private readonly SlotFrame _frame;

    public RuleScene(string source)
    {
        _source = source;
        _checked = Declared.Check(source).Value;
        _compiled = _checked.Compile();
        // Texts come from requests: none of them is the very object that stands in the rule.
        _bindings = Declared.Bind(
            ("request.tenant", Value.String(new string("acme".AsSpan()))), ("latency_p99", Value.Double(100)), ("baseline_p99", Value.Double(90)),
            ("risk", Value.String(new string("medium".AsSpan()))), ("attempts", Value.Int(5)), ("tags", Value.List(Value.String("eu"), Value.String("risk:low"))));
        _frame = Declared.NewFrame();
        _frame.Fill(_bindings);
    }

    public void Test(int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (_compiled.Test(_frame) != Truth.True)
            {
                throw new BenchFailedException($"'{_source}' is not true");
            }
        }
    }

    public void Interpret(int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (!_checked.Evaluate(_bindings).IsTrue)
            {
                throw new BenchFailedException($"'{_source}' is not true");
            }
        }
    }

    public void Compile() => _checked.Compile();

    public void CheckAndCompile() => Declared.Check(_source).Value.Compile();
}
