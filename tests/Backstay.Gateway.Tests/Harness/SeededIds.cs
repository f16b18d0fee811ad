using Backstay.Core.Primitives;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>Version-7 ids from a seed.</summary>
internal sealed class SeededIds(int seed) : IIdSource
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    public Guid NewId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        FillRandom(bytes);
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--, milliseconds >>= 8)
        {
            bytes[i] = (byte)milliseconds;
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public void FillRandom(Span<byte> destination)
    {
        lock (_gate)
        {
            _random.NextBytes(destination);
        }
    }
}
