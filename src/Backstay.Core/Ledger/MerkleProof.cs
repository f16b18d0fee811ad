using System.Numerics;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>Checks of proofs against roots that the caller trusts: RFC 9162, sections 2.1.3.2 and 2.1.4.2. Pure; false for anything malformed.</summary>
public static class MerkleProof
{
    /// <summary>Whether the leaf stands at <paramref name="index"/> (from 0) in the tree of <paramref name="size"/> leaves with this root.</summary>
    public static bool VerifyInclusion(long index, long size, Digest leafHash, IReadOnlyList<Digest> proof, Digest root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size)
        {
            return false;
        }

        var node = index;
        var last = size - 1;
        var hash = leafHash;
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if (IsRight(node, last))
            {
                hash = MerkleHash.Node(sibling, hash);
                (node, last) = SkipLonely(node, last);
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>
    /// Whether the tree of <paramref name="second"/> leaves only adds to the tree of <paramref name="first"/>.
    /// An empty first tree proves nothing and is refused.
    /// </summary>
    public static bool VerifyConsistency(long first, long second, Digest firstRoot, Digest secondRoot, IReadOnlyList<Digest> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (first < 1 || first > second)
        {
            return false;
        }

        if (first == second)
        {
            return proof.Count == 0 && firstRoot == secondRoot;
        }

        if (proof.Count == 0)
        {
            return false;
        }

        // A complete first tree is itself the first hash of the path, which the proof then leaves out.
        var isComplete = BitOperations.IsPow2(first);
        var start = isComplete ? firstRoot : proof[0];
        var (node, last) = (first - 1, second - 1);
        var lonely = BitOperations.TrailingZeroCount(~node);
        (node, last) = (node >> lonely, last >> lonely);

        var (firstHash, secondHash) = (start, start);
        for (var i = isComplete ? 0 : 1; i < proof.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if (IsRight(node, last))
            {
                firstHash = MerkleHash.Node(proof[i], firstHash);
                secondHash = MerkleHash.Node(proof[i], secondHash);
                (node, last) = SkipLonely(node, last);
            }
            else
            {
                secondHash = MerkleHash.Node(secondHash, proof[i]);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && firstHash == firstRoot && secondHash == secondRoot;
    }

    /// <summary>Whether the proof's hash belongs to the left of the node; also for the last node, which has none to its right.</summary>
    private static bool IsRight(long node, long last) => (node & 1) == 1 || node == last;

    /// <summary>Climbs past the levels where the last node has no sibling and is its own parent.</summary>
    private static (long Node, long Last) SkipLonely(long node, long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }

        return (node, last);
    }
}
