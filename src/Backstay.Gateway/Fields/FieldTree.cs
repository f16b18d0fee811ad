using System.Text.Json;

namespace Backstay.Gateway.Fields;

/// <summary>
/// Dotted paths (<c>user.id</c>, <c>predictions.0.score</c>) compiled once, found in one pass over a document. A
/// number names an array's item, or a member of that name.
/// </summary>
internal sealed class FieldTree
{
    private FieldTree(FieldNode root, int count)
    {
        Root = root;
        Count = count;
    }

    public FieldNode Root { get; }

    /// <summary>How many paths there are; slots are their indices.</summary>
    public int Count { get; }

    public static FieldTree Of(IReadOnlyList<string> paths)
    {
        var root = new FieldNode();
        for (var slot = 0; slot < paths.Count; slot++)
        {
            var node = root;
            foreach (var name in paths[slot].Split('.'))
            {
                node = node.Step(name);
            }

            node.AddSlot(slot);
        }

        return new FieldTree(root, paths.Count);
    }

    /// <summary>Walks the value that the reader stands on and leaves the reader on the value's last token.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public static void Walk<TVisitor>(ref Utf8JsonReader json, FieldNode? node, ref TVisitor visitor)
        where TVisitor : IFieldVisitor, allows ref struct
    {
        if (node is null)
        {
            json.Skip();
            return;
        }

        foreach (var slot in node.Slots)
        {
            visitor.Visit(ref json, slot);
        }

        switch (json.TokenType)
        {
            case JsonTokenType.StartObject when !node.IsLeaf:
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var next = node.FindMember(ref json);
                    json.Read();
                    Walk(ref json, next, ref visitor);
                }

                break;
            case JsonTokenType.StartArray when !node.IsLeaf:
                for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
                {
                    Walk(ref json, node.FindItem(i), ref visitor);
                }

                break;
            default:
                json.Skip();
                break;
        }
    }
}
