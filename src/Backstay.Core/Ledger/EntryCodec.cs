using System.Globalization;
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

        return CheckPayload(entry.Payload.Span) is { } wrong ? wrong : EncodeCanonical(entry);
    }

    /// <summary>As <see cref="Encode"/>, for a payload that was just made canonical: it is not read again.</summary>
    internal static Result<LedgerRecord> EncodeCanonical(LedgerEntry entry)
    {
        if (EntryRules.Check(entry) is { } broken)
        {
            return broken;
        }

        if (entry.Payload.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(entry.Payload.Length);
        }

        var buffer = _bufferOfThisThread ??= new ByteBuffer();
        buffer.Clear();
        if (!TryWrite(buffer, entry))
        {
            return Problem.Invalid("entry", "A name or id of the entry is not well-formed Unicode.");
        }

        if (buffer.Length > LedgerEntry.MaxBytes)
        {
            return TooLarge(buffer.Length);
        }

        var bytes = buffer.Written.ToArray();
        return new LedgerRecord(entry.Seq, bytes, MerkleHash.Leaf(bytes));
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

    private static bool TryWrite(ByteBuffer to, LedgerEntry entry)
    {
        to.Append("{\"actor\":{\"credential\":"u8);
        var isText = TryWriteNullable(to, entry.Actor.Credential);
        to.Append(",\"id\":"u8);
        isText &= TryWriteNullable(to, entry.Actor.Id);
        to.Append(",\"onBehalfOf\":"u8);
        isText &= TryWriteNullable(to, entry.Actor.OnBehalfOf);
        to.Append("},\"command\":{\"body\":\""u8);
        WriteHex(to, entry.Command.Body);
        to.Append("\",\"id\":"u8);
        isText &= CanonicalString.TryAppend(to, entry.Command.Id);
        to.Append(",\"index\":"u8);
        WriteInteger(to, entry.Command.Index);
        to.Append(",\"of\":"u8);
        WriteInteger(to, entry.Command.Of);
        to.Append("},\"kind\":"u8);
        isText &= CanonicalString.TryAppend(to, entry.Kind);
        to.Append(",\"kindVersion\":"u8);
        WriteInteger(to, entry.KindVersion);
        to.Append(",\"payload\":"u8);
        to.Append(entry.Payload.Span);
        to.Append(",\"seq\":"u8);
        WriteInteger(to, entry.Seq);
        to.Append(",\"time\":\""u8);
        LedgerTime.Format(entry.Time, to.Reserve(LedgerTime.Length));
        to.Advance(LedgerTime.Length);
        to.Append("\",\"v\":1,\"workspace\":"u8);
        isText &= CanonicalString.TryAppend(to, entry.Workspace);
        to.Append((byte)'}');
        return isText;
    }

    private static bool TryWriteNullable(ByteBuffer to, string? text)
    {
        if (text is not null)
        {
            return CanonicalString.TryAppend(to, text);
        }

        to.Append("null"u8);
        return true;
    }

    private static void WriteHex(ByteBuffer to, Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        digest.CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, to.Reserve(2 * Digest.Size), out var written);
        to.Advance(written);
    }

    private static void WriteInteger(ByteBuffer to, long value)
    {
        value.TryFormat(to.Reserve(20), out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private static Problem TooLarge(int size) =>
        new(ProblemKind.TooLarge, "entry-too-large", $"The entry has {size} bytes; the limit is {LedgerEntry.MaxBytes}.")
        {
            Hint = "Store large content as an object and name it by its digest.",
        };
}
