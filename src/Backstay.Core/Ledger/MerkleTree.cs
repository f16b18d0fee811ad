using System.Numerics;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>
/// The append-only tree of RFC 9162 over a ledger's leaf hashes. It keeps the leaves and the hashes of complete subtrees from
/// sixteen leaves upwards (36 bytes a leaf in all) and computes the small ones anew: the root and the proofs of any size
/// that it has seen cost O(log² n) hashes, an append costs one hash on average.
/// </summary>
/// <remarks>
/// One writer, any number of readers, no locks: hashes are written into slots that no reader may look at yet, and
/// <see cref="Size"/> is published (volatile) after them; a reader of a size uses only hashes that were written before it.
/// A written hash never changes and never moves.
/// </remarks>
public sealed class MerkleTree
{
    private const int LowestKeptLevel = 4;
    private const int Levels = 49; // 2^48 leaves

    private readonly MerkleLevel[] _levels = CreateLevels();

    // The writer's own: on every level the last complete subtree, while it waits for its right sibling.
    private readonly Digest[] _waiting = new Digest[Levels];
    private long _size;

    /// <summary>The number of leaves. All sizes from 0 up to it have a root and proofs.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>The root of the whole tree.</summary>
    public Digest Root => RootAt(Size);

    /// <summary>Adds the next leaf's hash. Only one caller at a time.</summary>
    public void Append(Digest leafHash)
    {
        var index = _size;
        var hash = leafHash;
        var level = 0;
        _levels[0].Write(index, hash);
        while ((index & 1) == 1)
        {
            hash = MerkleHash.Node(_waiting[level], hash);
            level++;
            index >>= 1;
            if (IsKept(level))
            {
                _levels[level].Write(index, hash);
            }
        }

        _waiting[level] = hash;
        Volatile.Write(ref _size, _size + 1);
    }

    /// <summary>The hash of the leaf at <paramref name="index"/>, from 0.</summary>
    public Digest LeafAt(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return _levels[0].Read(index);
    }

    /// <summary>The root that the tree had with <paramref name="size"/> leaves.</summary>
    public Digest RootAt(long size)
    {
        CheckSize(size);
        return size == 0 ? MerkleHash.Empty : Subtree(0, size);
    }

    /// <summary>Proves that the leaf at <paramref name="index"/> (from 0) is in the tree of <paramref name="size"/> leaves.</summary>
    public IReadOnlyList<Digest> ProveInclusion(long index, long size)
    {
        CheckSize(size);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<Digest>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                proof.Add(Subtree(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Subtree(start, middle));
                start = middle;
            }
        }

        proof.Reverse(); // RFC 9162 lists the hashes from the leaf to the root
        return proof;
    }

    /// <summary>
    /// Proves that the tree of <paramref name="second"/> leaves only adds to the tree of <paramref name="first"/>.
    /// There is nothing to prove from an empty tree: <paramref name="first"/> is at least 1.
    /// </summary>
    public IReadOnlyList<Digest> ProveConsistency(long first, long second)
    {
        CheckSize(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var proof = new List<Digest>();
        var (start, end) = (0L, second);
        while (end != first)
        {
            var middle = start + Split(end - start);
            if (first <= middle)
            {
                proof.Add(Subtree(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(Subtree(start, middle));
                start = middle;
            }
        }

        if (start > 0)
        {
            proof.Add(Subtree(start, end)); // the verifier knows it only where it is the first tree's root
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The hash over leaves [start, end); start is a multiple of the subtree's width.</summary>
    private Digest Subtree(long start, long end)
    {
        var width = end - start;
        var level = BitOperations.TrailingZeroCount(width);
        if (BitOperations.IsPow2(width) && IsKept(level))
        {
            return _levels[level].Read(start >> level);
        }

        var middle = start + Split(width);
        return MerkleHash.Node(Subtree(start, middle), Subtree(middle, end));
    }

    private static bool IsKept(int level) => level is 0 or >= LowestKeptLevel;

    /// <summary>The largest power of two below <paramref name="width"/>.</summary>
    private static long Split(long width) => (long)(BitOperations.RoundUpToPowerOf2((ulong)width) >> 1);

    private void CheckSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }

    private static MerkleLevel[] CreateLevels()
    {
        var levels = new MerkleLevel[Levels];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new MerkleLevel();
        }

        return levels;
    }
}
