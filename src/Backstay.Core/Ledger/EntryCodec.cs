using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// An entry and the bytes that are stored and hashed: the RFC 8785 form of
/// <c>{actor:{id,onBehalfOf,credential},command:{id,body,index,of},kind,kindVersion,payload,seq,time,v:1,workspace}</c>.
/// One entry has one encoding, and only that encoding is read. Thread safe.
/// </summary>
public static class EntryCodec
{
    [ThreadStatic]
    private static ByteBuffer? _bufferOfThisThread;

    /// <summary>
    /// The stored form of an entry. Refused where the entry breaks a rule (kinds of names, time not in whole microseconds of UTC),
    /// where its payload is no canonical JSON object, or where it has more than <see cref="LedgerEntry.MaxBytes"/> bytes.
    /// </summary>
    public static Result<LedgerRecord> Encode(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Payload.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(entry.Payload.Length);
        }

        return CheckPayload(entry.Payload.Span) is { } wrong
            ? wrong
            : EncodeCanonical(entry, entry.Payload.Span).Map(encoded => encoded.Record);
    }

    /// <summary>
    /// As <see cref="Encode"/>, for a payload that was just made canonical: it is not read again. The entry's own payload is not
    /// looked at; the one that comes back holds the record's part, not a copy.
    /// </summary>
    internal static Result<(LedgerRecord Record, LedgerEntry Entry)> EncodeCanonical(LedgerEntry entry, ReadOnlySpan<byte> payload)
    {
        if (EntryRules.Check(entry) is { } broken)
        {
            return broken;
        }

        if (payload.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(payload.Length);
        }

        var buffer = _bufferOfThisThread ??= new ByteBuffer();
        buffer.Clear();
        if (!TryWrite(buffer, entry, payload, out var payloadStart))
        {
            return Problem.Invalid("entry", "A name or id of the entry is not well-formed Unicode.");
        }

        if (buffer.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(buffer.Length);
        }

        var bytes = buffer.Written.ToArray();
        return (
            new LedgerRecord(entry.Seq, bytes, MerkleHash.Leaf(bytes)),
            entry with { Payload = bytes.AsMemory(payloadStart, payload.Length) });
    }

    /// <summary>
    /// Reads stored bytes. Whatever differs from what <see cref="Encode"/> writes for the same entry is refused,
    /// with the position of the first byte that does. The payload is a part of <paramref name="bytes"/>, not a copy.
    /// </summary>
    public static Result<LedgerEntry> Decode(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > LedgerEntry.MaxBytes ? TooLarge(bytes.Length) : new EntryReader(bytes).Read();

    /// <summary>As <see cref="Decode"/>, for a fold: with what stands for the fact there, where its kind can walk over the payload; else null.</summary>
    internal static Result<(LedgerEntry Entry, IFact? Walked)> DecodeForFold(ReadOnlyMemory<byte> bytes, FactCatalog catalog)
    {
        if (bytes.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(bytes.Length);
        }

        var reader = new EntryReader(bytes, catalog);
        return reader.Read().TryGet(out var entry, out var problem) ? (entry, reader.Walked) : problem;
    }

    internal static Problem? CheckPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != '{')
        {
            return Problem.Invalid("payload", "A payload is a JSON object in its canonical form.");
        }

        return CanonicalJson.Check(payload) is { } problem
            ? problem.Under("payload")
            : null;
    }

    private static bool TryWrite(ByteBuffer to, LedgerEntry entry, ReadOnlySpan<byte> payload, out int payloadStart)
    {
        var json = new CanonicalWriter(to);
        json.Raw("{\"actor\":{\"credential\":"u8);
        json.Text(entry.Actor.Credential);
        json.Raw(",\"id\":"u8);
        json.Text(entry.Actor.Id);
        json.Raw(",\"onBehalfOf\":"u8);
        json.Text(entry.Actor.OnBehalfOf);
        json.Raw("},\"command\":{\"body\":"u8);
        json.Hex(entry.Command.Body);
        json.Raw(",\"id\":"u8);
        json.Text(entry.Command.Id);
        json.Raw(",\"index\":"u8);
        json.Integer(entry.Command.Index);
        json.Raw(",\"of\":"u8);
        json.Integer(entry.Command.Of);
        json.Raw("},\"kind\":"u8);
        json.Text(entry.Kind);
        json.Raw(",\"kindVersion\":"u8);
        json.Integer(entry.KindVersion);
        json.Raw(",\"payload\":"u8);
        payloadStart = to.Length;
        json.Raw(payload);
        json.Raw(",\"seq\":"u8);
        json.Integer(entry.Seq);
        json.Raw(",\"time\":\""u8);
        LedgerTime.Format(entry.Time, to.Reserve(LedgerTime.Length));
        to.Advance(LedgerTime.Length);
        json.Raw("\",\"v\":1,\"workspace\":"u8);
        json.Text(entry.Workspace);
        json.Raw("}"u8);
        return json.IsSound;
    }

    private static Problem TooLarge(int size) =>
        new(ProblemKind.TooLarge, "entry-too-large", $"The entry has {size} bytes; the limit is {LedgerEntry.MaxBytes}.")
        {
            Field = "body", // which of its members made it so large, only its author knows
            Hint = "Store large content as an object and name it by its digest.",
        };
}
