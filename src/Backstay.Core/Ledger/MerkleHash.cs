using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>The hashes of RFC 9162, section 2.1.1: leaves and nodes have different first bytes, so that neither passes for the other.</summary>
public static class MerkleHash
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    // Making and freeing a context costs as much as hashing 300 bytes.
    [ThreadStatic]
    private static IncrementalHash? _hashOfThisThread;

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public static Digest Empty { get; } = Digest.Of([]);

    /// <summary>The hash of a leaf's data.</summary>
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        var hash = HashOfThisThread;
        hash.AppendData([LeafPrefix]);
        hash.AppendData(data);
        return Finish(hash);
    }

    /// <summary>The hash of an inner node.</summary>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Digest.Size)];
        data[0] = NodePrefix;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Digest.Size)..]);
        var hash = HashOfThisThread;
        hash.AppendData(data);
        return Finish(hash);
    }

    private static IncrementalHash HashOfThisThread => _hashOfThisThread ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private static Digest Finish(IncrementalHash hash)
    {
        Span<byte> value = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(value);
        return new Digest(value);
    }
}
