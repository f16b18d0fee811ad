using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Backstay.Core.Primitives;

/// <summary>
/// Strings as RFC 8785 writes them: only the quotation mark, the backslash and the characters below U+0020 are escaped,
/// the latter by their short form where there is one. Text is always well-formed Unicode.
/// </summary>
internal static class CanonicalString
{
    private static readonly SearchValues<byte> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Appends text with its quotation marks; false where it holds a lone surrogate.</summary>
    public static bool TryAppend(ByteBuffer to, ReadOnlySpan<char> text)
    {
        to.Append((byte)'"');
        var room = to.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        if (room[..written].ContainsAny(MustEscape))
        {
            AppendEscaped(to, room[..written].ToArray());
        }
        else
        {
            to.Advance(written);
        }

        to.Append((byte)'"');
        return true;
    }

    /// <summary>Appends well-formed UTF-8 with what must be escaped escaped, without quotation marks.</summary>
    public static void AppendEscaped(ByteBuffer to, ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            AppendEscaped(to, b);
        }
    }

    /// <summary>
    /// Appends the canonical form of a JSON string's inside, which a JSON reader found grammatical;
    /// false where it is not well-formed Unicode.
    /// </summary>
    public static bool TryAppendRewritten(ByteBuffer to, ReadOnlySpan<byte> inside)
    {
        if (!Utf8.IsValid(inside))
        {
            return false;
        }

        while (!inside.IsEmpty)
        {
            var backslash = inside.IndexOf((byte)'\\');
            if (backslash < 0)
            {
                to.Append(inside);
                return true;
            }

            to.Append(inside[..backslash]);
            if (!TryReadEscape(inside[backslash..], out var rune, out var length))
            {
                return false;
            }

            if (rune.Value < 0x80)
            {
                AppendEscaped(to, (byte)rune.Value);
            }
            else
            {
                to.Append(rune);
            }

            inside = inside[(backslash + length)..];
        }

        return true;
    }

    /// <summary>The text of a canonical string's inside; its grammar and canonical form are known.</summary>
    public static string Decode(ReadOnlySpan<byte> inside)
    {
        if (!inside.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inside);
        }

        var text = new StringBuilder(inside.Length);
        while (!inside.IsEmpty)
        {
            var backslash = inside.IndexOf((byte)'\\');
            text.Append(Encoding.UTF8.GetString(backslash < 0 ? inside : inside[..backslash]));
            if (backslash < 0)
            {
                break;
            }

            TryReadEscape(inside[backslash..], out var rune, out var length);
            text.Append(rune.ToString());
            inside = inside[(backslash + length)..];
        }

        return text.ToString();
    }

    /// <summary>
    /// Orders two canonical insides by their UTF-16 code units. UTF-8 has the order of code points, which differs in one place:
    /// code points above U+FFFF are surrogates in UTF-16 and come before U+E000 to U+FFFF.
    /// </summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var same = left.CommonPrefixLength(right);
        if (left[..same].Contains((byte)'\\'))
        {
            same = 0; // the difference may stand inside an escape
        }

        int i = same, j = same;
        while (i < left.Length && j < right.Length)
        {
            var a = NextByte(left, ref i);
            var b = NextByte(right, ref j);
            if (a != b)
            {
                var aIsPair = a >= 0xF0;
                var bIsPair = b >= 0xF0;
                if (aIsPair != bIsPair && (aIsPair ? b : a) >= 0xEE)
                {
                    return aIsPair ? -1 : 1;
                }

                return a.CompareTo(b);
            }
        }

        return (left.Length - i).CompareTo(right.Length - j);
    }

    private static byte NextByte(ReadOnlySpan<byte> canonical, ref int at)
    {
        if (canonical[at] != '\\')
        {
            return canonical[at++];
        }

        TryReadEscape(canonical[at..], out var rune, out var length);
        at += length;
        return (byte)rune.Value; // canonical escapes stand for ASCII only
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> at, out Rune rune, out int length)
    {
        if (at[1] != 'u')
        {
            length = 2;
            rune = new Rune(at[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                var itself => (char)itself,
            });
            return true;
        }

        length = 6;
        var unit = ReadHex(at[2..6]);
        if (!char.IsHighSurrogate(unit))
        {
            return Rune.TryCreate(unit, out rune);
        }

        length = 12;
        rune = default;
        return at.Length >= 12 && at[6] == '\\' && at[7] == 'u' && Rune.TryCreate(unit, ReadHex(at[8..12]), out rune);
    }

    private static char ReadHex(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out ushort unit, out _, 'x') ? (char)unit : '\0';

    private static void AppendEscaped(ByteBuffer to, byte b)
    {
        switch (b)
        {
            case (byte)'"': to.Append("\\\""u8); break;
            case (byte)'\\': to.Append("\\\\"u8); break;
            case (byte)'\b': to.Append("\\b"u8); break;
            case (byte)'\f': to.Append("\\f"u8); break;
            case (byte)'\n': to.Append("\\n"u8); break;
            case (byte)'\r': to.Append("\\r"u8); break;
            case (byte)'\t': to.Append("\\t"u8); break;
            case < 0x20:
                to.Append("\\u00"u8);
                to.Append((byte)('0' + (b >> 4)));
                to.Append("0123456789abcdef"u8[b & 0xF]);
                break;
            default: to.Append(b); break;
        }
    }
}
