using System.Buffers.Binary;
using Backstay.Core.Primitives;

namespace Backstay.TestKit.Simulation;

/// <summary>Ids and salts from a seed: the same world draws the same ones.</summary>
internal sealed class SeededIds(Random random) : IIdSource
{
    public Guid NewId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(time, (ulong)at.ToUnixTimeMilliseconds() << 16);
        time[..6].CopyTo(bytes);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    public void FillRandom(Span<byte> destination) => random.NextBytes(destination);
}
