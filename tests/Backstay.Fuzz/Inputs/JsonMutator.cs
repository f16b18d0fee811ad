using System.Text;
using System.Text.Json.Nodes;

namespace Backstay.Fuzz.Inputs;

/// <summary>
/// Writes a sound document again with something wrong in it, where it stands: a value of another type, a member twice, away
/// or misspelt. So the wrong thing is met by whoever reads that member, and not by the parser alone.
/// </summary>
public static class JsonMutator
{
    /// <summary>The document with 1 or 2 of its nodes changed; also what is no JSON any more.</summary>
    public static string Draw(Random random, JsonNode document)
    {
        var count = 0;
        Count(document, ref count);
        var writing = new Writing(random, random.Next(count), random.Once(4) ? random.Next(count) : -1);
        writing.Node(document);
        return writing.Text.ToString();
    }

    /// <summary>The same as bytes, now and then in an encoding that is not asked for.</summary>
    public static byte[] DrawBytes(Random random, JsonNode document) => Encode(random, Draw(random, document));

    private static byte[] Encode(Random random, string text) => random.Next(40) switch
    {
        0 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
        1 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
        2 => Encoding.BigEndianUnicode.GetBytes(text),
        3 => Encoding.Latin1.GetBytes(text),
        4 => Broken(random, Encoding.UTF8.GetBytes(text)),
        5 => Encoding.UTF8.GetBytes(text)[..random.Next(1 + Encoding.UTF8.GetByteCount(text))],
        6 => Encoding.UTF8.GetBytes(text + random.Of(["{}", ",", "]", "\0", "x", " \n "])),
        7 => [.. Encoding.UTF8.GetBytes(new string(' ', 20_000)), .. Encoding.UTF8.GetBytes(text)],
        _ => Encoding.UTF8.GetBytes(text),
    };

    private static byte[] Broken(Random random, byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. random.Of<byte[]>([[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82]]), .. bytes[at..]];
    }

    private static void Count(JsonNode? node, ref int count)
    {
        count++;
        foreach (var child in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
        {
            Count(child, ref count);
        }
    }

    private sealed class Writing(Random random, int first, int second)
    {
        private int _at = -1;

        public StringBuilder Text { get; } = new();

        public void Node(JsonNode? node)
        {
            if (++_at == first || _at == second)
            {
                Wrong(node);
                return;
            }

            Right(node);
        }

        private void Right(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject members:
                    Members(members);
                    break;
                case JsonArray items:
                    Text.Append('[');
                    Separated(items, Node);
                    Text.Append(']');
                    break;
                default:
                    Text.Append(node?.ToJsonString() ?? "null");
                    break;
            }
        }

        private void Members(JsonObject members)
        {
            Text.Append('{');
            Separated(members, member =>
            {
                Text.Append(JsonValue.Create(member.Key).ToJsonString()).Append(':');
                Node(member.Value);
            });
            Text.Append('}');
        }

        /// <summary>What stands in the place of a node; its own children are passed over, so that counting stays right.</summary>
        private void Wrong(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } members when random.Next(3) > 0:
                    WrongMembers(members);
                    break;
                case JsonArray { Count: > 0 } items when random.Next(3) > 0:
                    var one = items[random.Next(items.Count)]?.ToJsonString() ?? "null";
                    Text.Append('[').AppendJoin(',', Enumerable.Repeat(one, random.Of([0, 2, 3, 65, 1_001, 20_000]))).Append(']');
                    break;
                default:
                    Text.Append(random.Of(HostileTexts.JsonValues));
                    break;
            }
        }

        private void WrongMembers(JsonObject members)
        {
            var one = random.Of(members.ToArray());
            var way = random.Next(5);
            Text.Append('{');
            Separated(members.Where(member => way != 0 || member.Key != one.Key), member =>
            {
                var name = way == 1 && member.Key == one.Key ? Misspelt(member.Key) : member.Key;
                Text.Append(JsonValue.Create(name).ToJsonString()).Append(':').Append(member.Value?.ToJsonString() ?? "null");
            });
            var comma = members.Count > (way == 0 ? 1 : 0) ? "," : "";
            Text.Append(way switch
            {
                2 => $"{comma}{JsonValue.Create(one.Key).ToJsonString()}:{one.Value?.ToJsonString() ?? "null"}",
                3 => $"{comma}\"unknown\":{random.Of(HostileTexts.JsonValues)}",
                4 => $"{comma}\"{random.Of(["", "__proto__", "$ref", "$type", "\\u0000", "\\ud800", "a.b"])}\":1",
                _ => "",
            }).Append('}');
        }

        private string Misspelt(string name) => random.Next(3) switch
        {
            0 => name.ToUpperInvariant(),
            1 => name + " ",
            _ => name[..^1],
        };

        private void Separated<T>(IEnumerable<T> items, Action<T> write)
        {
            var comma = false;
            foreach (var item in items)
            {
                _ = comma ? Text.Append(',') : Text;
                comma = true;
                write(item);
            }
        }
    }
}
