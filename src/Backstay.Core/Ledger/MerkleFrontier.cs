using System.Numerics;
using Backstay.Core.Primitives;

namespace Backstay.Core.Ledger;

/// <summary>The root of a growing tree in O(log n) memory: only the complete subtrees at its right edge are kept. Not thread safe.</summary>
internal sealed class MerkleFrontier
{
    private readonly Digest[] _complete = new Digest[64];

    public long Size { get; private set; }

    public Digest Root
    {
        get
        {
            if (Size == 0)
            {
                return MerkleHash.Empty;
            }

            var level = BitOperations.TrailingZeroCount(Size);
            var root = _complete[level];
            for (level++; Size >> level > 0; level++)
            {
                if ((Size >> level & 1) == 1)
                {
                    root = MerkleHash.Node(_complete[level], root);
                }
            }

            return root;
        }
    }

    public void Append(Digest leafHash)
    {
        var hash = leafHash;
        var level = 0;
        for (; (Size >> level & 1) == 1; level++)
        {
            hash = MerkleHash.Node(_complete[level], hash);
        }

        _complete[level] = hash;
        Size++;
    }
}
