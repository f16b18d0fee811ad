using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Attack;

/// <summary>Random conditions over variables of every type, and random values for them: often of the declared type, now and then not.</summary>
internal sealed class RandomRules(int seed)
{
    private static readonly (string Name, CelType Type, string[] Constants)[] Variables =
    [
        ("flag", CelType.Bool, ["true", "false"]),
        ("count", CelType.Int, ["0", "3", "-3", "9223372036854775807", "-9223372036854775808", "1 + 2"]),
        ("size", CelType.Uint, ["0u", "3u", "18446744073709551615u"]),
        ("latency", CelType.Double, ["0.0", "-0.0", "3.0", "250.5", "1.0 / 0.0", "0.0 / 0.0", "double('NaN')"]),
        ("tenant", CelType.String, ["''", "'a'", "'ab'", "'abc'", "'abcd'", "'abcdefgh'", "'abcdefghi'", "'éa😀'", "'\\uFFFF'", "'😀'"]),
        ("risk", CelType.String, ["'abcd'", "'abce'", "'bbcd'", "'low'", "'a' + 'b'"]),
        ("at", CelType.Timestamp, ["timestamp(0)", "timestamp('2026-11-22T00:00:00.5Z')"]),
        ("age", CelType.Duration, ["duration('3s')", "duration('-1ns')", "duration('1h')"]),
        ("tags", CelType.List(CelType.String), ["['a', 'b']", "[]"]),
        ("any", CelType.Dyn, ["1", "'a'", "null"]),
    ];

    private static readonly Value[] Odd =
    [
        Value.Null, Value.True, Value.Int(3), Value.Uint(3), Value.Double(3), Value.String("abcd"), Value.List(Value.Int(3), Value.String("a")), Value.Duration(3_000_000_000),
        Value.Error(new(EvaluationErrorKind.Host, "not measured")), Value.String(new string('a', 5_000)),
    ];

    private readonly Random _random = new(seed);

    public static ExpressionEnvironment Declared { get; } = new(Variables.Select(variable => new VariableDeclaration(variable.Name, variable.Type)));

    public static ExpressionEnvironment[] Tight { get; } =
        [.. Enumerable.Range(1, 40).Select(steps => new ExpressionEnvironment(Declared.Variables, limits: new() { Steps = steps, Items = 1 + (steps % 4) }))];

    public static Bindings Bound(ExpressionEnvironment declared, int seed)
    {
        var random = new Random(seed);
        var bound = new List<(string, Value)>();
        foreach (var (name, type, _) in Variables)
        {
            var how = random.Next(12);
            if (how > 0)
            {
                bound.Add((name, how == 1 ? Odd[random.Next(Odd.Length)] : Of(type, random)));
            }
        }

        return declared.Bind(bound);
    }

    public string Next() => Joined(_random.Next(3));

    private static Value Of(CelType type, Random random) => type.Kind switch
    {
        TypeKind.Bool => Value.Bool(random.Next(2) == 0),
        TypeKind.Int => Value.Int(Pick<long>(random, [0L, 3, -3, long.MaxValue, long.MinValue, 4])),
        TypeKind.Uint => Value.Uint(Pick<ulong>(random, [0UL, 3, ulong.MaxValue])),
        TypeKind.Double => Value.Double(Pick<double>(random, [0.0, -0.0, 3, 250.5, 251, double.NaN, double.PositiveInfinity])),
        TypeKind.String => Value.String(Pick<string>(random, ["", "a", "b", "ab", "abc", "abd", "abcd", "abce", "bbcd", "abcdefgh", "abcdefgx", "abcdefghi", "éa😀", "\uFFFF", "low", new string('a', 3_000)])),
        TypeKind.Timestamp => Value.Timestamp(Pick<Instant>(random, [new Instant(0, 0), new Instant(0, 1), new Instant(1_795_305_600, 500_000_000), new Instant(-1, 999_999_999)])),
        TypeKind.Duration => Value.Duration(Pick<long>(random, [3_000_000_000L, -1, 0])),
        TypeKind.List => Value.List([.. Enumerable.Range(0, random.Next(3)).Select(i => random.Next(5) == 0 ? Value.Int(i) : Value.String(i == 0 ? "a" : "b"))]),
        _ => Odd[random.Next(Odd.Length)],
    };

    private static T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private string Joined(int depth)
    {
        if (depth <= 0)
        {
            return Condition();
        }

        return _random.Next(8) switch
        {
            0 => $"!({Joined(depth - 1)})",
            1 => $"({Joined(depth - 1)} ? {Joined(depth - 1)} : {Joined(depth - 1)})",
            2 => $"({string.Join(" || ", Several(depth))})",
            3 => $"({Joined(depth - 1)} && ({Joined(depth - 1)} && {Joined(depth - 1)}))",
            _ => string.Join(" && ", Several(depth)),
        };
    }

    private string[] Several(int depth) => Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Joined(depth - 1)).ToArray();

    private string Condition()
    {
        var (name, type, constants) = Variables[_random.Next(Variables.Length)];
        string Constant() => Pick(_random, constants);
        return (type.Kind, _random.Next(6)) switch
        {
            (TypeKind.Bool, < 3) => name,
            (_, 0) => $"{name} in [{string.Join(", ", Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Constant()))}]",
            (TypeKind.String, 1) => $"{name}.{Pick(_random, ["startsWith", "endsWith", "contains", "matches"])}({Constant()})",
            (TypeKind.String, 2) => $"size({name}) {Pick(_random, ["<", ">", "=="])} {_random.Next(6)}",
            (TypeKind.List, < 3) => $"{name}.{Pick(_random, ["all", "exists"])}(t, t {Pick(_random, ["==", "<"])} '{Pick(_random, ["a", "b"])}')",
            (TypeKind.Int or TypeKind.Uint or TypeKind.Double, 1) => $"{Pick(_random, ["count", "size", "latency"])} {Pick(_random, ["<", "<=", ">", ">="])} {Pick(_random, ["count", "size", "latency", "3", "3u", "3.0"])}",
            (TypeKind.Int, 2) => $"count {Pick(_random, ["+", "-", "*", "/", "%"])} {Constant()} < 5",
            (TypeKind.Double, 2) => $"latency {Pick(_random, ["+", "-", "*", "/"])} {Constant()} < 5.0",
            (TypeKind.String, 3) => "tenant == risk",
            (TypeKind.List or TypeKind.Dyn, _) => $"{name} {Pick(_random, ["==", "!="])} {Constant()}",
            (_, 5) => $"{Constant()} {Pick(_random, ["==", "!=", "<", "<=", ">", ">="])} {name}",
            _ => $"{name} {Pick(_random, ["==", "!=", "<", "<=", ">", ">="])} {Constant()}",
        };
    }
}
