namespace Backstay.Core.Primitives.Objects;

/// <summary>Stored bytes do not give the digest that names them.</summary>
public sealed class ObjectCorruptException(Digest digest, string found)
    : Exception($"Object {digest} is corrupt: its bytes give {found}.")
{
    public Digest Digest { get; } = digest;
}
