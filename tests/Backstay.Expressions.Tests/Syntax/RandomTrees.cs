using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Syntax;

/// <summary>Random trees of every kind of node; the same seed, the same trees.</summary>
internal sealed class RandomTrees(int seed)
{
    public static readonly ExpressionLimits Limits = new() { SourceBytes = 100_000, Nodes = 1_000, Nesting = 200 };

    private static readonly string[] Names = ["a", "b", "request", "_x", "x1"];
    private static readonly string[] Fields = ["f", "as", "while", "content-type", "a.b", "api/v1", "two words", "in", "true"];
    private static readonly string[] Functions = ["f", "size", "g2", "size", "has2"];
    private static readonly string[] Binary = ["_||_", "_&&_", "_<_", "_<=_", "_>_", "_>=_", "_==_", "_!=_", "_in_", "_+_", "_-_", "_*_", "_/_", "_%_"];

    private readonly Random _random = new(seed);

    public Node Next(int depth)
    {
        if (depth <= 0)
        {
            return _random.Next(3) == 0 ? new NameNode(default, Pick(Names), _random.Next(4) == 0) : new LiteralNode(default, Literal());
        }

        return _random.Next(14) switch
        {
            0 => new SelectNode(default, Next(depth - 1), Pick(Fields), default, (SelectKind)_random.Next(3)),
            1 => new CallNode(default, Pick(Functions), default, null, Some(depth)) { IsRooted = _random.Next(3) == 0 },
            2 => new CallNode(default, Pick(Functions), default, Next(depth - 1), Some(depth)),
            3 or 4 or 5 => new CallNode(default, Pick(Binary), default, null, [Next(depth - 1), Next(depth - 1)]),
            6 => new CallNode(default, _random.Next(2) == 0 ? "!_" : "-_", default, null, [Next(depth - 1)]),
            7 => new CallNode(default, "_?_:_", default, null, [Next(depth - 1), Next(depth - 1), Next(depth - 1)]),
            8 => new CallNode(default, _random.Next(2) == 0 ? "_[_]" : "_[?_]", default, null, [Next(depth - 1), Next(depth - 1)]),
            9 => new ListNode(default, [.. Some(depth).Select(item => (item, _random.Next(4) == 0))]),
            10 => new MapNode(default, [.. Some(depth).Select(value => new MapEntryNode(Next(0), value, _random.Next(4) == 0))]),
            11 => Comprehension(depth),
            12 => new BindNode(default, Pick(Names), Next(depth - 1), Next(depth - 1)),
            _ => new OptionalMapNode(default, default, Next(depth - 1), Pick(Names), Next(depth - 1), _random.Next(2) == 0),
        };
    }

    private ComprehensionNode Comprehension(int depth)
    {
        var kind = (ComprehensionKind)_random.Next(7);
        var isPair = kind is ComprehensionKind.TransformMap or ComprehensionKind.TransformMapEntry || (kind != ComprehensionKind.Filter && _random.Next(2) == 0);
        var hasFilter = kind is ComprehensionKind.Transform or ComprehensionKind.TransformMap or ComprehensionKind.TransformMapEntry && _random.Next(2) == 0;
        return new(
            default, kind, default, Next(depth - 1), "i", isPair ? "v" : null, hasFilter ? Next(depth - 1) : null, Next(depth - 1));
    }

    private List<Node> Some(int depth) => [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Next(depth - 1))];

    private Value Literal() => _random.Next(9) switch
    {
        0 => Value.Null,
        1 => Value.Bool(_random.Next(2) == 0),
        2 => Value.Int(_random.NextInt64(-5, 5)),
        3 => Value.Int(_random.Next(2) == 0 ? long.MinValue : long.MaxValue),
        4 => Value.Uint(_random.Next(2) == 0 ? ulong.MaxValue : 7),
        5 => Value.Double((_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-30, 30))),
        6 => Value.Double(_random.Next(2) == 0 ? -0.0 : double.MaxValue),
        7 => Value.String(Pick(["", "it's", "\"q\"", "back\\slash", "\n\t\a\0\u0085", "é😀\u2028"])),
        _ => Value.Bytes(Pick<byte[]>([[], [0, 255, 34], "text'\\"u8.ToArray()])),
    };

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];
}
