using System.Buffers.Binary;
using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Server.Node;

/// <summary>
/// Identities and salts from the operating system's generator. Bytes for identities are drawn for many at once: a request
/// needs one, and a call of the system for each would cost it two microseconds.
/// </summary>
public sealed class SystemIdSource : IIdSource
{
    private const int RandomBytes = 10;
    private const int DrawnAtOnce = 128;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _left;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is before 1970.</exception>
    public Guid NewId(DateTimeOffset at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(at));

        // RFC 9562, 5.7: 48 bits of time, then version, variant and chance.
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, milliseconds << 16);
        Draw().CopyTo(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    public void FillRandom(Span<byte> destination) => RandomNumberGenerator.Fill(destination);

    /// <summary>Bytes that nobody had before. Each thread has its own, so that none waits for another.</summary>
    private static ReadOnlySpan<byte> Draw()
    {
        var drawn = _drawn ??= new byte[RandomBytes * DrawnAtOnce];
        if (_left == 0)
        {
            RandomNumberGenerator.Fill(drawn);
            _left = DrawnAtOnce;
        }

        return drawn.AsSpan(--_left * RandomBytes, RandomBytes);
    }
}
