using System.Buffers;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>The hashes of RFC 9162, section 2.1.1: leaves and nodes have different first bytes, so that neither passes for the other.</summary>
public static class MerkleHash
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Longer leaves are put together on the heap.</summary>
    private const int MostOnStack = 2048;

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public static Digest Empty { get; } = Digest.Of([]);

    /// <summary>The hash of a leaf's data.</summary>
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        var rented = data.Length < MostOnStack ? null : ArrayPool<byte>.Shared.Rent(1 + data.Length);
        var prefixed = (rented ?? stackalloc byte[MostOnStack])[..(1 + data.Length)];
        prefixed[0] = LeafPrefix;
        data.CopyTo(prefixed[1..]);
        var digest = Digest.Of(prefixed);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return digest;
    }

    /// <summary>The hash of an inner node.</summary>
    public static Digest Node(Digest left, Digest right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Digest.Size)];
        data[0] = NodePrefix;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Digest.Size)..]);
        return Digest.Of(data);
    }
}
