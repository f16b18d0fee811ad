using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Syntax;

/// <summary>Reads strings and bytes: "…", '…', either three times, with the prefixes r (no escapes) and b (bytes).</summary>
internal static class TextLiteral
{
    public readonly record struct Trouble(SourceSpan Span, string Message);

    public readonly record struct Reading(int End, Value Value, Trouble? Problem);

    public static bool Starts(string source, int at)
    {
        if (at < source.Length && source[at] is 'b' or 'B')
        {
            at++;
        }

        if (at < source.Length && source[at] is 'r' or 'R')
        {
            at++;
        }

        return at < source.Length && source[at] is '"' or '\'';
    }

    public static Reading Read(string source, int start)
    {
        var at = start;
        var isBytes = source[at] is 'b' or 'B';
        at += isBytes ? 1 : 0;
        var isRaw = source[at] is 'r' or 'R';
        at += isRaw ? 1 : 0;
        var quote = source[at];
        var isTriple = at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote;
        at += isTriple ? 3 : 1;

        var text = new StringBuilder();
        var bytes = new List<byte>();
        while (at < source.Length)
        {
            var c = source[at];
            if (c == quote && (!isTriple || (at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote)))
            {
                var end = at + (isTriple ? 3 : 1);
                return new(end, isBytes ? Value.Bytes([.. bytes]) : Value.String(text.ToString()), null);
            }

            if (!isTriple && c is '\n' or '\r')
            {
                return new(at, default, new(new(start, at - start), "The text isn't closed on its line. Text over several lines stands in three quotes."));
            }

            if (c == '\\' && !isRaw)
            {
                var escape = Escape.Read(source, at, isBytes);
                if (escape.Problem is { } problem)
                {
                    return new(escape.End, default, new(new(at, escape.End - at), problem));
                }

                Add(text, bytes, isBytes, escape);
                at = escape.End;
                continue;
            }

            Rune.DecodeFromUtf16(source.AsSpan(at), out var rune, out var used);
            Add(text, bytes, isBytes, new(at + used, rune, null, null));
            at += used;
        }

        return new(at, default, new(new(start, at - start), "The text isn't closed before the end."));
    }

    private static void Add(StringBuilder text, List<byte> bytes, bool isBytes, Escape.Reading read)
    {
        if (!isBytes)
        {
            text.Append(read.Rune.ToString());
        }
        else if (read.Byte is { } single)
        {
            bytes.Add(single);
        }
        else
        {
            Span<byte> buffer = stackalloc byte[4];
            bytes.AddRange(buffer[..read.Rune.EncodeToUtf8(buffer)]);
        }
    }
}
