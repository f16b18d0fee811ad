using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Server.Decisions;

/// <summary>Digests units as the gateway does, so that somebody who knows a unit can show that a record is its own.</summary>
internal sealed class UnitDigests(byte[] key)
{
    public Digest Of(string unit) => new(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(unit)));
}
