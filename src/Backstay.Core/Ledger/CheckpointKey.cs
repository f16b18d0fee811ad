using System.Buffers.Binary;
using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>What signer and verifier must agree on: signature type 0x02 of C2SP signed notes on the curve P-256.</summary>
internal static class CheckpointKey
{
    /// <summary>The type byte before the public key.</summary>
    public const byte Type = 0x02;

    public const DSASignatureFormat Format = DSASignatureFormat.Rfc3279DerSequence;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The first four bytes of SHA-256 of the SPKI DER.</summary>
    public static uint IdOf(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(publicKey, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    public static bool IsP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value == P256;
    }
}
