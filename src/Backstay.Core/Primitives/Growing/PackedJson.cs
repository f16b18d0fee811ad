using System.Text.Json;

namespace Backstay.Core.Primitives.Growing;

/// <summary>
/// Canonical JSON in a third of its bytes: names and words that come again and again by their number in a
/// <see cref="WordPool"/>, SHA-256 values as 32 bytes. Unpacking gives back the same bytes.
/// </summary>
internal static class PackedJson
{
    /// <summary>Longer words are kept in place: they hardly come again.</summary>
    private const int LongestPooled = 40;

    private static ReadOnlySpan<byte> Sha => "sha256:"u8;

    private static ReadOnlySpan<byte> Files => "files-v1:"u8;

    private enum Mark : byte
    {
        EndObject,
        EndArray,
        Object,
        Array,
        True,
        False,
        Null,

        /// <summary>Length, then the number's text.</summary>
        Number,

        /// <summary>Its number in the pool; also what names of members are.</summary>
        Pooled,

        /// <summary>Length, then the text as it stands between its quotation marks.</summary>
        Text,

        /// <summary>32 bytes: 64 hexadecimal digits.</summary>
        Hex,

        /// <summary>32 bytes behind <c>sha256:</c>.</summary>
        Sha,

        /// <summary>32 bytes behind <c>files-v1:</c>.</summary>
        Files,
    }

    private enum Level : byte
    {
        Top,
        Object,
        NextMember,
        Array,
        NextElement,
    }

    public static void Pack(ReadOnlySpan<byte> canonical, WordPool pool, ByteBuffer to)
    {
        var json = new Utf8JsonReader(canonical);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject:
                    to.Append((byte)Mark.Object);
                    break;
                case JsonTokenType.EndObject:
                    to.Append((byte)Mark.EndObject);
                    break;
                case JsonTokenType.StartArray:
                    to.Append((byte)Mark.Array);
                    break;
                case JsonTokenType.EndArray:
                    to.Append((byte)Mark.EndArray);
                    break;
                case JsonTokenType.PropertyName:
                    PackedBytes.WriteNumber(to, pool.Add(json.ValueSpan) + 1); // never the mark of the object's end
                    break;
                case JsonTokenType.String:
                    PackText(json.ValueSpan, pool, to);
                    break;
                case JsonTokenType.Number:
                    to.Append((byte)Mark.Number);
                    PackedBytes.Write(to, json.ValueSpan);
                    break;
                default:
                    to.Append((byte)(json.TokenType switch { JsonTokenType.True => Mark.True, JsonTokenType.False => Mark.False, _ => Mark.Null }));
                    break;
            }
        }
    }

    public static void Unpack(ReadOnlySpan<byte> packed, WordPool pool, ByteBuffer to)
    {
        Span<Level> levels = stackalloc Level[CanonicalJson.MaxDepth + 1];
        levels[0] = Level.Top;
        var depth = 0;
        while (!packed.IsEmpty)
        {
            var mark = (Mark)packed[0];
            var isEnd = levels[depth] switch
            {
                Level.Object or Level.NextMember => mark == Mark.EndObject,
                Level.Array or Level.NextElement => mark == Mark.EndArray,
                _ => false,
            };
            if (!isEnd)
            {
                Begin(ref levels[depth], ref packed, pool, to);
            }

            mark = (Mark)packed[0];
            packed = packed[1..];
            switch (mark)
            {
                case Mark.Object or Mark.Array:
                    to.Append((byte)(mark == Mark.Object ? '{' : '['));
                    levels[++depth] = mark == Mark.Object ? Level.Object : Level.Array;
                    break;
                case Mark.EndObject or Mark.EndArray:
                    to.Append((byte)(mark == Mark.EndObject ? '}' : ']'));
                    depth--;
                    break;
                default:
                    UnpackValue(mark, ref packed, pool, to);
                    break;
            }
        }
    }

    /// <summary>What stands before a value: a comma from the second on, and in an object its name.</summary>
    private static void Begin(ref Level level, ref ReadOnlySpan<byte> packed, WordPool pool, ByteBuffer to)
    {
        if (level is Level.NextMember or Level.NextElement)
        {
            to.Append((byte)',');
        }

        if (level is Level.Object or Level.NextMember)
        {
            AppendQuoted(to, pool[(int)PackedBytes.ReadNumber(ref packed) - 1]);
            to.Append((byte)':');
            level = Level.NextMember;
        }
        else if (level == Level.Array)
        {
            level = Level.NextElement;
        }
    }

    private static void PackText(ReadOnlySpan<byte> text, WordPool pool, ByteBuffer to)
    {
        if (TryPackDigest(text, to))
        {
            return;
        }

        if (text.Length <= LongestPooled && pool.AddIfSeen(text) is { } number)
        {
            to.Append((byte)Mark.Pooled);
            PackedBytes.WriteNumber(to, number);
            return;
        }

        to.Append((byte)Mark.Text);
        PackedBytes.Write(to, text);
    }

    private static bool TryPackDigest(ReadOnlySpan<byte> text, ByteBuffer to)
    {
        var mark = text.Length switch
        {
            2 * Digest.Size => Mark.Hex,
            (2 * Digest.Size) + 7 when text.StartsWith(Sha) => Mark.Sha,
            (2 * Digest.Size) + 9 when text.StartsWith(Files) => Mark.Files,
            _ => Mark.Text,
        };
        if (mark == Mark.Text)
        {
            return false;
        }

        var digits = text[^(2 * Digest.Size)..];
        if (digits.ContainsAnyInRange((byte)'A', (byte)'F'))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Digest.Size];
        if (Convert.FromHexString(digits, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != Digest.Size)
        {
            return false;
        }

        to.Append((byte)mark);
        to.Append(bytes);
        return true;
    }

    private static void UnpackValue(Mark mark, ref ReadOnlySpan<byte> packed, WordPool pool, ByteBuffer to)
    {
        switch (mark)
        {
            case Mark.True:
                to.Append("true"u8);
                break;
            case Mark.False:
                to.Append("false"u8);
                break;
            case Mark.Null:
                to.Append("null"u8);
                break;
            case Mark.Number:
                to.Append(PackedBytes.Read(ref packed));
                break;
            case Mark.Pooled:
                AppendQuoted(to, pool[(int)PackedBytes.ReadNumber(ref packed)]);
                break;
            case Mark.Text:
                AppendQuoted(to, PackedBytes.Read(ref packed));
                break;
            default:
                AppendDigest(to, mark, packed[..Digest.Size]);
                packed = packed[Digest.Size..];
                break;
        }
    }

    private static void AppendDigest(ByteBuffer to, Mark mark, ReadOnlySpan<byte> bytes)
    {
        to.Append((byte)'"');
        to.Append(mark switch { Mark.Sha => Sha, Mark.Files => Files, _ => [] });
        Convert.TryToHexStringLower(bytes, to.Reserve(2 * Digest.Size), out var written);
        to.Advance(written);
        to.Append((byte)'"');
    }

    private static void AppendQuoted(ByteBuffer to, ReadOnlySpan<byte> plain)
    {
        to.Append((byte)'"');
        to.Append(plain);
        to.Append((byte)'"');
    }
}
