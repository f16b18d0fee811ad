using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>Writes a tree as text with as few parentheses as the grammar needs.</summary>
internal static class Printer
{
    private const int AnyLevel = 0;

    public static string Print(Node node)
    {
        var text = new StringBuilder();
        Write(node, AnyLevel, text);
        return text.ToString();
    }

    /// <summary>In parentheses where the node binds more weakly than its place needs.</summary>
    private static void Write(Node node, int needed, StringBuilder text)
    {
        var inParentheses = LevelOf(node) < needed;
        text.Append(inParentheses ? "(" : "");
        WriteBare(node, text);
        text.Append(inParentheses ? ")" : "");
    }

    private static int LevelOf(Node node) => node switch
    {
        CallNode { Function: Operators.Conditional } => AnyLevel,
        CallNode { Function: Operators.Not or Operators.Negate } => Operators.UnaryLevel,
        CallNode call when Operators.LevelOf(call.Function) is > 0 and var level => level,
        LiteralNode { Value: { Kind: ValueKind.Int, AsInt: < 0 } } => Operators.UnaryLevel,
        LiteralNode { Value: { Kind: ValueKind.Double } value } when double.IsNegative(value.AsDouble) => Operators.UnaryLevel,
        _ => Operators.MemberLevel,
    };

    private static void WriteBare(Node node, StringBuilder text)
    {
        switch (node)
        {
            case LiteralNode literal: text.Append(ValueLiteral(literal.Value)); break;
            case NameNode name: text.Append(name.IsRooted ? "." : "").Append(name.Name); break;
            case SelectNode select: WriteSelect(select, text); break;
            case CallNode call: WriteCall(call, text); break;
            case ListNode list: WriteList(list, text); break;
            case MapNode map: WriteMap(map, text); break;
            case ComprehensionNode walk: WriteComprehension(walk, text); break;
            case BindNode bind: WriteArguments("cel.bind", [new NameNode(default, bind.Name, false), bind.Value, bind.Body], text); break;
            case OptionalMapNode map:
                Write(map.Target, Operators.MemberLevel, text);
                WriteArguments(map.IsFlat ? ".optFlatMap" : ".optMap", [new NameNode(default, map.Name, false), map.Body], text);
                break;
            default: throw new System.Diagnostics.UnreachableException("a node of an unknown kind");
        }
    }

    private static string ValueLiteral(Value value) => value.Kind == ValueKind.String
        ? Quoted.Text(value.AsString)
        : value.Kind == ValueKind.Bytes ? Quoted.Bytes(value.AsBytes.Span) : value.ToString();

    private static void WriteSelect(SelectNode select, StringBuilder text)
    {
        text.Append(select.Kind == SelectKind.Presence ? "has(" : "");
        Write(select.Operand, Operators.MemberLevel, text);
        text.Append(select.Kind == SelectKind.Optional ? ".?" : ".").Append(FieldName(select.Field)).Append(select.Kind == SelectKind.Presence ? ")" : "");
    }

    private static string FieldName(string field) => Words.IsPlainField(field) ? field : $"`{field}`";

    private static void WriteCall(CallNode call, StringBuilder text)
    {
        switch (call.Function)
        {
            case Operators.Conditional:
                Write(call.Arguments[0], Operators.OrLevel, text);
                text.Append(" ? ");
                Write(call.Arguments[1], Operators.OrLevel, text);
                text.Append(" : ");
                Write(call.Arguments[2], AnyLevel, text);
                break;
            case Operators.Not or Operators.Negate:
                WriteSign(call, text);
                break;
            case Operators.Index or Operators.OptionalIndex:
                Write(call.Arguments[0], Operators.MemberLevel, text);
                text.Append(call.Function == Operators.Index ? "[" : "[?");
                Write(call.Arguments[1], AnyLevel, text);
                text.Append(']');
                break;
            default:
                if (Operators.LevelOf(call.Function) is > 0 and var level)
                {
                    Write(call.Arguments[0], level, text);
                    text.Append(' ').Append(Operators.SignOf(call.Function)).Append(' ');
                    Write(call.Arguments[1], level + 1, text);
                    break;
                }

                if (call.Target is { } target)
                {
                    Write(target, Operators.MemberLevel, text);
                }

                WriteArguments((call.Target is null && !call.IsRooted ? "" : ".") + call.Function, call.Arguments, text);
                break;
        }
    }

    /// <summary>Signs of one kind stand in a row; a minus right before a number would become part of it.</summary>
    private static void WriteSign(CallNode call, StringBuilder text)
    {
        var argument = call.Arguments[0];
        var operand = new StringBuilder();
        Write(argument, argument is CallNode inner && inner.Function == call.Function ? Operators.UnaryLevel : Operators.MemberLevel, operand);
        var joins = call.Function == Operators.Negate && (char.IsAsciiDigit(operand[0]) || operand[0] == '.');
        text.Append(call.Function == Operators.Not ? '!' : '-').Append(joins ? "(" : "").Append(operand).Append(joins ? ")" : "");
    }

    private static void WriteArguments(string function, IReadOnlyList<Node> arguments, StringBuilder text)
    {
        text.Append(function).Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(arguments[i], AnyLevel, text);
        }

        text.Append(')');
    }

    private static void WriteList(ListNode list, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < list.Items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(list.Items[i].IsOptional ? "?" : "");
            Write(list.Items[i].Item, AnyLevel, text);
        }

        text.Append(']');
    }

    private static void WriteMap(MapNode map, StringBuilder text)
    {
        text.Append('{');
        for (var i = 0; i < map.Entries.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(map.Entries[i].IsOptional ? "?" : "");
            Write(map.Entries[i].Key, AnyLevel, text);
            text.Append(": ");
            Write(map.Entries[i].Value, AnyLevel, text);
        }

        text.Append('}');
    }

    private static void WriteComprehension(ComprehensionNode walk, StringBuilder text)
    {
        var name = (walk.Kind, walk.Second) switch
        {
            (ComprehensionKind.All, _) => "all",
            (ComprehensionKind.Exists, _) => "exists",
            (ComprehensionKind.ExistsOne, _) => "existsOne",
            (ComprehensionKind.Filter, _) => "filter",
            (ComprehensionKind.Transform, null) => "map",
            (ComprehensionKind.Transform, _) => "transformList",
            (ComprehensionKind.TransformMap, _) => "transformMap",
            _ => "transformMapEntry",
        };
        List<Node> arguments = [new NameNode(default, walk.First, false)];
        if (walk.Second is { } second)
        {
            arguments.Add(new NameNode(default, second, false));
        }

        if (walk.Filter is { } filter)
        {
            arguments.Add(filter);
        }

        arguments.Add(walk.Body);
        Write(walk.Range, Operators.MemberLevel, text);
        WriteArguments("." + name, arguments, text);
    }
}
