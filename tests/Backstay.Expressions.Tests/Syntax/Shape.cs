using System.Text;
using Backstay.Expressions.Syntax;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Syntax;

/// <summary>A tree with every part in parentheses and nothing left out but the spans: equal shapes are equal trees.</summary>
internal static class Shape
{
    public static string Of(string source) => Of(Expression.Parse(source, RandomTrees.Limits).Value.Root);

    public static string Of(Node node) => node switch
    {
        LiteralNode literal => $"{literal.Value.Kind}:{Literal(literal.Value)}",
        NameNode name => (name.IsRooted ? "root:" : "name:") + name.Name,
        SelectNode select => $"({select.Kind} {Of(select.Operand)} {select.Field})",
        CallNode call => $"({(call.IsRooted ? "." : "")}{call.Function} {(call.Target is { } target ? Of(target) : "-")} {All(call.Arguments)})",
        ListNode list => $"[{string.Join(' ', list.Items.Select(item => (item.IsOptional ? "?" : "") + Of(item.Item)))}]",
        MapNode map => $"{{{string.Join(' ', map.Entries.Select(entry => (entry.IsOptional ? "?" : "") + Of(entry.Key) + "=" + Of(entry.Value)))}}}",
        ComprehensionNode walk =>
            $"({walk.Kind} {Of(walk.Range)} {walk.First} {walk.Second ?? "-"} {(walk.Filter is { } filter ? Of(filter) : "-")} {Of(walk.Body)})",
        BindNode bind => $"(bind {bind.Name} {Of(bind.Value)} {Of(bind.Body)})",
        OptionalMapNode map => $"({(map.IsFlat ? "flatMap" : "optMap")} {Of(map.Target)} {map.Name} {Of(map.Body)})",
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static string All(IEnumerable<Node> nodes) => string.Join(' ', nodes.Select(Of));

    private static string Literal(Value value) => value.Kind switch
    {
        ValueKind.String => Convert.ToHexString(Encoding.UTF8.GetBytes(value.AsString)),
        ValueKind.Bytes => Convert.ToHexString(value.AsBytes.Span),
        ValueKind.Double => BitConverter.DoubleToInt64Bits(value.AsDouble).ToString("X"),
        _ => value.ToString(),
    };
}
