using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// A public key that checks notes, with its text form <c>NAME+ID+BASE64</c>: id as eight hexadecimal digits, base64 of the type byte 0x02
/// and the SPKI DER. Thread safe.
/// </summary>
public sealed class CheckpointVerifier : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ECDsa _key;
    private readonly byte[] _publicKey;

    private CheckpointVerifier(string name, ECDsa key, byte[] publicKey)
    {
        Name = name;
        KeyId = CheckpointKey.IdOf(publicKey);
        _key = key;
        _publicKey = publicKey;
    }

    public string Name { get; }

    /// <summary>The first four bytes of SHA-256 of the SPKI DER, read big-endian.</summary>
    public uint KeyId { get; }

    /// <summary>Reads the text form.</summary>
    public static Result<CheckpointVerifier> Parse(string verifierKey)
    {
        ArgumentNullException.ThrowIfNull(verifierKey);
        var parts = verifierKey.Split('+', 3); // base64 may have plus signs too
        if (parts.Length != 3 || !StrictBase64.TryDecode(parts[2], out var blob) || blob.Length < 2 || blob[0] != CheckpointKey.Type)
        {
            return Wrong("It does not read NAME+ID+BASE64 with a key of type 0x02.");
        }

        var result = Create(parts[0], blob.AsMemory(1));
        if (!result.TryGet(out var verifier, out _))
        {
            return result;
        }

        if (verifier.KeyId.ToString("x8", CultureInfo.InvariantCulture) == parts[1])
        {
            return verifier;
        }

        verifier.Dispose();
        return Wrong("Its id is not the one of its key.");
    }

    /// <summary>A verifier from a public key on P-256 in SPKI DER.</summary>
    public static Result<CheckpointVerifier> Create(string name, ReadOnlyMemory<byte> publicKey)
    {
        if (!SignedNote.IsKeyName(name))
        {
            return Wrong("Its name is empty, or has a space or a plus sign.");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey.Span, out var read);
            if (read == publicKey.Length && CheckpointKey.IsP256(key))
            {
                return new CheckpointVerifier(name, key, publicKey.ToArray());
            }
        }
        catch (Exception refused) when (refused is CryptographicException or PlatformNotSupportedException)
        {
            // The same answer as for a curve that is known: the latter is said of one that nobody has heard of.
        }

        key.Dispose();
        return Wrong("It is no public key on the curve P-256 in SPKI DER.");
    }

    /// <summary>Whether this key made the signature over the text.</summary>
    public bool Verify(string text, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return _key.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, CheckpointKey.Format);
        }
    }

    public void Dispose() => _key.Dispose();

    /// <summary>The text form.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{KeyId:x8}+{Convert.ToBase64String([CheckpointKey.Type, .. _publicKey])}");

    private static Problem Wrong(string why) => Problem.Invalid("key", "This is not a verifier key. " + why);
}
