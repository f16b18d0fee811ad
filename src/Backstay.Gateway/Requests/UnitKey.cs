using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Requests;

/// <summary>Turns units into digests: HMAC-SHA-256 under the installation's key, over the unit's UTF-8. Thread safe.</summary>
internal sealed class UnitKey : IDisposable
{
    // To set a key up takes longer than to hash a unit: each thread does so once.
    private readonly ThreadLocal<IncrementalHash> _keyed;

    public UnitKey(byte[] key)
    {
        if (key.Length < GatewayOptions.MinUnitKeyBytes)
        {
            throw new ArgumentException($"The unit key has at least {GatewayOptions.MinUnitKeyBytes} bytes.", nameof(key));
        }

        _keyed = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));
    }

    public Digest DigestOf(ReadOnlySpan<char> unit)
    {
        Span<byte> utf8 = stackalloc byte[UnitSource.MaxUnitLength * 3];
        Span<byte> hash = stackalloc byte[Digest.Size];
        var length = Encoding.UTF8.GetBytes(unit, utf8);
        var keyed = _keyed.Value ?? throw new UnreachableException("A thread's hash is made when it is first asked for.");
        keyed.AppendData(utf8[..length]);
        keyed.GetHashAndReset(hash);
        return new Digest(hash);
    }

    public void Dispose() => _keyed.Dispose();
}
