using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Requests;

/// <summary>Turns units into digests: HMAC-SHA-256 under the installation's key, over the unit's UTF-8.</summary>
internal sealed class UnitKey
{
    private readonly byte[] _key;

    public UnitKey(byte[] key)
    {
        if (key.Length < GatewayOptions.MinUnitKeyBytes)
        {
            throw new ArgumentException($"The unit key has at least {GatewayOptions.MinUnitKeyBytes} bytes.", nameof(key));
        }

        _key = key;
    }

    public Digest DigestOf(ReadOnlySpan<char> unit)
    {
        Span<byte> utf8 = stackalloc byte[UnitSource.MaxUnitLength * 3];
        Span<byte> hash = stackalloc byte[Digest.Size];
        var length = Encoding.UTF8.GetBytes(unit, utf8);
        HMACSHA256.HashData(_key, utf8[..length], hash);
        return new Digest(hash);
    }
}
