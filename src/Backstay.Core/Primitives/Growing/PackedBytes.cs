namespace Backstay.Core.Primitives.Growing;

/// <summary>Numbers in as few bytes as they need, and byte strings behind their length.</summary>
internal static class PackedBytes
{
    /// <param name="number">From 0.</param>
    public static void WriteNumber(ByteBuffer to, long number)
    {
        for (var rest = (ulong)number; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                to.Append((byte)rest);
                return;
            }

            to.Append((byte)(rest | 0x80));
        }
    }

    public static long ReadNumber(ref ReadOnlySpan<byte> packed)
    {
        var number = 0L;
        for (var (i, shift) = (0, 0); ; i++, shift += 7)
        {
            number |= (packed[i] & 0x7FL) << shift;
            if (packed[i] < 0x80)
            {
                packed = packed[(i + 1)..];
                return number;
            }
        }
    }

    public static void Write(ByteBuffer to, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(to, bytes.Length);
        to.Append(bytes);
    }

    public static ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> packed) => Take(ref packed, (int)ReadNumber(ref packed));

    public static void Write(ByteBuffer to, Digest digest)
    {
        digest.CopyTo(to.Reserve(Digest.Size));
        to.Advance(Digest.Size);
    }

    public static Digest ReadDigest(ref ReadOnlySpan<byte> packed) => new(Take(ref packed, Digest.Size));

    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> packed, int length)
    {
        var bytes = packed[..length];
        packed = packed[length..];
        return bytes;
    }
}
