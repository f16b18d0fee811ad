using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Primitives;

/// <summary>
/// A SHA-256 value: 32 bytes held in place, so that it costs no allocation as a key. As text: <c>sha256:</c>
/// and 64 lower-case hexadecimal digits.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<Digest>))]
public readonly record struct Digest : IComparable<Digest>, ITextValue<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    public static string Form => "sha256: and 64 lower-case hexadecimal digits";

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A SHA-256 digest has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Sha256.Hash(data, hash);
        return new Digest(hash);
    }

    /// <summary>Reads 64 hexadecimal digits, with or without the scheme <c>sha256:</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null)
        {
            return false;
        }

        var hex = text.AsSpan();
        if (hex.StartsWith("sha256:", StringComparison.Ordinal))
        {
            hex = hex[7..];
        }

        Span<byte> bytes = stackalloc byte[Size];
        if (hex.Length != Size * 2 || hex.ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(hex, bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != Size)
        {
            return false;
        }

        digest = new Digest(bytes);
        return true;
    }

    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a SHA-256 digest.");

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string ToHex()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The first 16 hexadecimal digits, for people.</summary>
    public string ToShort() => ToHex()[..16];

    public int CompareTo(Digest other)
    {
        var byA = _a.CompareTo(other._a);
        if (byA != 0)
        {
            return byA;
        }

        var byB = _b.CompareTo(other._b);
        if (byB != 0)
        {
            return byB;
        }

        var byC = _c.CompareTo(other._c);
        return byC != 0 ? byC : _d.CompareTo(other._d);
    }

    public override string ToString() => "sha256:" + ToHex();
}
