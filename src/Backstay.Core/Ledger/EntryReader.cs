using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Reads the one encoding of an entry from front to back. Every byte is either expected literally or part of a value
/// whose canonical spelling is checked, so that what is accepted encodes to the same bytes again.
/// </summary>
/// <param name="catalog">Whose kinds may walk over their payloads; null where nobody wants their facts.</param>
internal ref struct EntryReader(ReadOnlyMemory<byte> bytes, FactCatalog? catalog = null)
{
    private static readonly SearchValues<byte> EndsPlainText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _span = bytes.Span;
    private readonly LatestTexts _latest = LatestTexts.OfThisThread;
    private int _at;
    private Problem? _problem;

    /// <summary>What walking over the payload gave; null where nobody did.</summary>
    public IFact? Walked { get; private set; }

    [MethodImpl(Compiled.AtOnce)]
    public Result<LedgerEntry> Read()
    {
        Expect("{\"actor\":{\"credential\":"u8);
        var credential = NullableText(Place.Credential);
        Expect(",\"id\":"u8);
        var id = NullableText(Place.ActorId);
        Expect(",\"onBehalfOf\":"u8);
        var actor = _latest.Actor(id, NullableText(Place.OnBehalfOf), credential);
        Expect("},\"command\":{\"body\":\""u8);
        var body = Hex();
        Expect("\",\"id\":"u8);
        var commandId = Text();
        Expect(",\"index\":"u8);
        var index = Int32();
        Expect(",\"of\":"u8);
        var command = new CommandRef(commandId, body, index, Int32());
        Expect("},\"kind\":"u8);
        var kind = Text(Place.Kind);
        Expect(",\"kindVersion\":"u8);
        var kindVersion = Int32();
        Expect(",\"payload\":"u8);
        var payload = Payload(kind, kindVersion);
        Expect(",\"seq\":"u8);
        var seq = Integer();
        Expect(",\"time\":\""u8);
        var time = Time();
        Expect("\",\"v\":1,\"workspace\":"u8);
        var workspace = Text(Place.Workspace);
        Expect("}"u8);
        if (_problem is null && _at != _span.Length)
        {
            Fail("the entry's end");
        }

        if (_problem is not null)
        {
            return _problem;
        }

        var entry = new LedgerEntry(seq, workspace, time, actor, command, kind, kindVersion, payload);
        return EntryRules.Check(entry) is { } broken ? broken : entry;
    }

    private readonly ReadOnlySpan<byte> Rest => _span[_at..];

    [MethodImpl(Compiled.AtOnce)]
    private void Expect(ReadOnlySpan<byte> literal)
    {
        if (_problem is not null)
        {
            return;
        }

        if (Rest.StartsWith(literal))
        {
            _at += literal.Length;
        }
        else
        {
            _at += Rest.CommonPrefixLength(literal);
            Fail($"'{Encoding.UTF8.GetString(literal)}'");
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private string? NullableText(Place place)
    {
        if (_problem is null && Rest.StartsWith("null"u8))
        {
            _at += 4;
            return null;
        }

        return Text(place);
    }

    [MethodImpl(Compiled.AtOnce)]
    private string Text(Place? place = null)
    {
        Expect("\""u8);
        if (_problem is not null)
        {
            return "";
        }

        var length = Rest.IndexOfAny(EndsPlainText);
        if (length >= 0 && _span[_at + length] == '"' && Utf8.IsValid(Rest[..length]))
        {
            var plain = place is { } known ? _latest.Text(known, Rest[..length]) : Encoding.UTF8.GetString(Rest[..length]);
            _at += length + 1;
            return plain;
        }

        return EscapedText(_at - 1);
    }

    /// <summary>The rare text with escapes, or a broken one: the general reader judges it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private string EscapedText(int quote)
    {
        if (CanonicalJson.CheckValue(_span[quote..], out var length) is not null)
        {
            Fail("a canonical text");
            return "";
        }

        _at = quote + length;
        return CanonicalString.Decode(_span[(quote + 1)..(_at - 1)]);
    }

    [MethodImpl(Compiled.AtOnce)]
    private Digest Hex()
    {
        const int Digits = 2 * Digest.Size;
        Span<byte> value = stackalloc byte[Digest.Size];
        if (_problem is not null || Rest.Length < Digits || Rest[..Digits].ContainsAnyInRange((byte)'A', (byte)'F')
            || Convert.FromHexString(Rest[..Digits], value, out _, out _) != OperationStatus.Done)
        {
            Fail("64 lower-case hexadecimal digits");
            return default;
        }

        _at += Digits;
        return new Digest(value);
    }

    [MethodImpl(Compiled.AtOnce)]
    private int Int32()
    {
        var value = Integer();
        if (value <= int.MaxValue)
        {
            return (int)value;
        }

        Fail("an integer of 32 bits");
        return 0;
    }

    [MethodImpl(Compiled.AtOnce)]
    private long Integer()
    {
        if (_problem is null && !Rest.IsEmpty && char.IsAsciiDigit((char)Rest[0])
            && Utf8Parser.TryParse(Rest, out long value, out var length) && (Rest[0] != '0' || length == 1))
        {
            _at += length;
            return value;
        }

        Fail("a canonical integer");
        return 0;
    }

    [MethodImpl(Compiled.AtOnce)]
    private DateTimeOffset Time()
    {
        if (_problem is null && Rest.Length >= LedgerTime.Length && LedgerTime.TryParse(Rest[..LedgerTime.Length], out var time))
        {
            _at += LedgerTime.Length;
            return time;
        }

        Fail("a time in UTC with six fractional digits");
        return default;
    }

    [MethodImpl(Compiled.AtOnce)]
    private ReadOnlyMemory<byte> Payload(string kind, int kindVersion)
    {
        if (_problem is not null)
        {
            return default;
        }

        if (catalog?.Find(kind, kindVersion)?.Walk is { } walk && walk(bytes[_at..], out var walked) is { } fact)
        {
            Walked = fact;
            _at += walked;
            return bytes.Slice(_at - walked, walked);
        }

        if (Rest.IsEmpty || Rest[0] != '{' || CanonicalJson.CheckValue(Rest, out var length) is not null)
        {
            Fail("a canonical JSON object");
            return default;
        }

        var payload = bytes.Slice(_at, length);
        _at += length;
        return payload;
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Fail(string expected) =>
        _problem ??= new Problem(ProblemKind.Invalid, "invalid-entry", $"The entry's bytes are wrong at byte {_at}: expected {expected}.");
}
