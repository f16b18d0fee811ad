using System.Security.Cryptography;
using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// Signs checkpoints with ECDSA P-256 over SHA-256, DER-encoded. A log never signs two checkpoints that contradict each other:
/// keep what this returns durably before handing it out. Thread safe.
/// </summary>
public sealed class CheckpointSigner : IDisposable
{
    private const string PrivateKeyLabel = "PRIVATE KEY";

    private readonly Lock _gate = new();
    private readonly ECDsa _key;

    private CheckpointSigner(string name, ECDsa key)
    {
        _key = key;
        Verifier = CheckpointVerifier.Create(name, key.ExportSubjectPublicKeyInfo()).Value;
    }

    /// <summary>The public half, to be handed to whoever checks.</summary>
    public CheckpointVerifier Verifier { get; }

    public string Name => Verifier.Name;

    /// <summary>A signer with a new key.</summary>
    /// <param name="name">The key's name: the origin of the log that it signs for.</param>
    public static Result<CheckpointSigner> Create(string name) =>
        SignedNote.IsKeyName(name) ? new CheckpointSigner(name, ECDsa.Create(ECCurve.NamedCurves.nistP256)) : WrongName();

    /// <summary>A signer with a key kept as PKCS #8 PEM.</summary>
    public static Result<CheckpointSigner> FromPem(string name, string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!SignedNote.IsKeyName(name))
        {
            return WrongName();
        }

        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual(PrivateKeyLabel))
        {
            return WrongKey();
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (CheckpointKey.IsP256(key))
            {
                return new CheckpointSigner(name, key);
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The same answer as for another curve: the file is no key for this purpose.
        }

        key.Dispose();
        return WrongKey();
    }

    /// <summary>The private key as PKCS #8 PEM, unencrypted: only for a file that nobody else can read.</summary>
    public string ExportPem()
    {
        lock (_gate)
        {
            return _key.ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>The signed note of a checkpoint. Signing twice gives two different, valid signatures.</summary>
    public Result<SignedNote> Sign(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var text = checkpoint.ToText();
        if (!Checkpoint.Parse(text).TryGet(out _, out var problem))
        {
            return problem;
        }

        byte[] signature;
        lock (_gate)
        {
            signature = _key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, CheckpointKey.Format);
        }

        return SignedNote.Create(text, [new NoteSignature(Name, Verifier.KeyId, signature)]);
    }

    public void Dispose()
    {
        Verifier.Dispose();
        _key.Dispose();
    }

    private static Problem WrongName() => Problem.Invalid("name", "A key's name is not empty and has no space or plus sign.");

    private static Problem WrongKey() => Problem.Invalid("pem", "This is not a private key on the curve P-256 in PKCS #8 PEM.");
}
