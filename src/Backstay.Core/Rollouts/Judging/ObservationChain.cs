using System.Buffers.Binary;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Digest of the ordered observations of one test. d(0) is 32 zero bytes; d(i) = SHA-256(d(i-1) || decision id (16 bytes,
/// big endian) || arm (0 control, 1 canary, 2 both) || canary's weight in basis points (4 bytes, big endian) || value (IEEE
/// 754 double, big endian)). A chain, so that it has a value after every observation and needs nothing but that value.
/// </summary>
public sealed class ObservationChain
{
    public const byte Control = 0;
    public const byte Canary = 1;
    public const byte Both = 2;

    private readonly byte[] _buffer = new byte[Digest.Size + 16 + 1 + 4 + 8];

    public Digest Value => new(_buffer.AsSpan(0, Digest.Size));

    public void Add(Guid decision, byte arm, int weight, double value)
    {
        var fields = _buffer.AsSpan(Digest.Size);
        decision.TryWriteBytes(fields, bigEndian: true, out _);
        fields[16] = arm;
        BinaryPrimitives.WriteInt32BigEndian(fields[17..], weight);
        BinaryPrimitives.WriteDoubleBigEndian(fields[21..], value);
        Span<byte> next = stackalloc byte[Digest.Size];
        Sha256.Hash(_buffer, next);
        next.CopyTo(_buffer);
    }
}
