using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Backstay.Core.Primitives;

/// <summary>
/// One pass over a document that writes its canonical form; no tree is built. Members are written as they come;
/// only an object whose keys came out of order has its written members put into order afterwards.
/// </summary>
internal ref struct CanonicalJsonRewriter
{
    // Integers of at most this many digits lie below 2^53.
    private const int SafeDigits = 15;

    // From here upwards ECMAScript writes an exponent, so that the value doesn't look like an integer.
    private const double SmallestWithExponent = 1e21;

    private readonly CanonicalJsonScratch _scratch;
    private readonly ByteBuffer _output;
    private Utf8JsonReader _reader;

    private CanonicalJsonRewriter(ReadOnlySpan<byte> utf8, CanonicalJsonScratch scratch)
    {
        _scratch = scratch;
        _output = scratch.Output;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = CanonicalJson.MaxDepth + 1 });
    }

    /// <summary>Rewrites one document that fills <paramref name="utf8"/>.</summary>
    public static Problem? RewriteDocument(ReadOnlySpan<byte> utf8, CanonicalJsonScratch scratch) =>
        Rewrite(utf8, scratch, wholeInput: true, out _);

    /// <summary>Rewrites the value at the start of <paramref name="utf8"/> and says how many bytes it took.</summary>
    public static Problem? RewriteValue(ReadOnlySpan<byte> utf8, CanonicalJsonScratch scratch, out int length) =>
        Rewrite(utf8, scratch, wholeInput: false, out length);

    private static Problem? Rewrite(ReadOnlySpan<byte> utf8, CanonicalJsonScratch scratch, bool wholeInput, out int length)
    {
        length = 0;
        if (utf8.Length > CanonicalJson.MaxBytes)
        {
            return new Problem(ProblemKind.TooLarge, "json-too-large", $"The document has {utf8.Length} bytes; the limit is {CanonicalJson.MaxBytes}.");
        }

        var rewriter = new CanonicalJsonRewriter(utf8, scratch);
        try
        {
            rewriter._reader.Read();
            var problem = rewriter.Value(depth: 0);
            length = (int)rewriter._reader.BytesConsumed;
            if (problem is null && wholeInput)
            {
                rewriter._reader.Read(); // throws where something follows
            }

            return problem;
        }
        catch (JsonException e)
        {
            return new Problem(
                ProblemKind.Invalid,
                "invalid-json",
                $"This is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} of it, after byte {rewriter._reader.BytesConsumed} of the document.");
        }
    }

    private Problem? Value(int depth)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return depth == CanonicalJson.MaxDepth ? TooDeep() : Object(depth + 1);
            case JsonTokenType.StartArray:
                return depth == CanonicalJson.MaxDepth ? TooDeep() : Array(depth + 1);
            case JsonTokenType.String:
                return String();
            case JsonTokenType.Number:
                return Number();
            default:
                _output.Append(_reader.ValueSpan); // true, false and null have one spelling
                return null;
        }
    }

    private Problem? Object(int depth)
    {
        _output.Append((byte)'{');
        var members = _scratch.Members;
        var first = members.Count;
        var inOrder = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = _output.Length;
            var problem = String();
            if (problem is not null)
            {
                return problem;
            }

            var keyEnd = _output.Length - 1;
            if (inOrder && members.Count > first)
            {
                var previous = members[^1];
                var order = CanonicalString.Compare(
                    _output.Range(previous.KeyStart, previous.KeyEnd), _output.Range(start + 1, keyEnd));
                if (order == 0)
                {
                    return Duplicate(start + 1, keyEnd);
                }

                inOrder = order < 0;
            }

            _output.Append((byte)':');
            _reader.Read();
            problem = Value(depth);
            if (problem is not null)
            {
                return problem.Under(CanonicalString.Decode(_output.Range(start + 1, keyEnd)));
            }

            _output.Append((byte)',');
            members.Add(new CanonicalJsonScratch.Member(start, start + 1, keyEnd, _output.Length));
        }

        if (!inOrder && Sort(first) is { } duplicate)
        {
            return duplicate;
        }

        members.RemoveRange(first, members.Count - first);
        Close((byte)'{', (byte)'}');
        return null;
    }

    private Problem? Array(int depth)
    {
        _output.Append((byte)'[');
        for (var index = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var problem = Value(depth);
            if (problem is not null)
            {
                return problem.Under(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            }

            _output.Append((byte)',');
        }

        Close((byte)'[', (byte)']');
        return null;
    }

    private readonly void Close(byte opening, byte closing)
    {
        var last = _output.Length - 1;
        var lastByte = _output.Range(last, _output.Length);
        if (lastByte[0] == opening)
        {
            _output.Append(closing);
        }
        else
        {
            lastByte[0] = closing; // in place of the last comma
        }
    }

    private readonly Problem? Sort(int first)
    {
        var output = _output;
        var members = CollectionsMarshal.AsSpan(_scratch.Members)[first..];
        var start = members[0].Start;
        members.Sort((a, b) => CanonicalString.Compare(output.Range(a.KeyStart, a.KeyEnd), output.Range(b.KeyStart, b.KeyEnd)));
        for (var i = 1; i < members.Length; i++)
        {
            var (key, before) = (members[i], members[i - 1]);
            if (output.Range(key.KeyStart, key.KeyEnd).SequenceEqual(output.Range(before.KeyStart, before.KeyEnd)))
            {
                return Duplicate(key.KeyStart, key.KeyEnd);
            }
        }

        _scratch.Sorting.Clear();
        foreach (var member in members)
        {
            _scratch.Sorting.Append(output.Range(member.Start, member.End));
        }

        _scratch.Sorting.Written.CopyTo(output.Range(start, output.Length));
        return null;
    }

    private readonly Problem? String()
    {
        var inside = _reader.ValueSpan;
        _output.Append((byte)'"');
        if (!_reader.ValueIsEscaped && Utf8.IsValid(inside))
        {
            _output.Append(inside);
        }
        else if (!_reader.ValueIsEscaped || !CanonicalString.TryAppendRewritten(_output, inside))
        {
            return Wrong("A text is not well-formed Unicode: it has broken UTF-8 or half of a surrogate pair.");
        }

        _output.Append((byte)'"');
        return null;
    }

    private readonly Problem? Number()
    {
        var token = _reader.ValueSpan;
        var isInteger = !token.ContainsAny((byte)'.', (byte)'e', (byte)'E');
        if (isInteger && token.Length <= SafeDigits && !token.SequenceEqual("-0"u8))
        {
            _output.Append(token); // a grammatical integer without needless zeros is canonical
            return null;
        }

        var value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            return Wrong("A number is outside the range of a double.");
        }

        var magnitude = Math.Abs(value);
        var tooLarge = isInteger
            ? !long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact)
                || exact is > CanonicalJson.MaxInteger or < -CanonicalJson.MaxInteger
            : magnitude is > CanonicalJson.MaxInteger and < SmallestWithExponent;
        if (tooLarge)
        {
            return Wrong("An integer is beyond 2^53, where readers no longer agree on its value.", "Send it as a string.");
        }

        _output.Advance(EcmaScriptNumber.Format(value, _output.Reserve(EcmaScriptNumber.MaxLength)));
        return null;
    }

    private readonly Problem Duplicate(int keyStart, int keyEnd) =>
        Wrong($"The key '{CanonicalString.Decode(_output.Range(keyStart, keyEnd))}' appears twice in one object.");

    private static Problem TooDeep() => Wrong($"Objects and arrays are nested deeper than {CanonicalJson.MaxDepth}.");

    private static Problem Wrong(string message, string? hint = null) =>
        new(ProblemKind.Invalid, "invalid-json", message) { Hint = hint };
}
