using System.Numerics;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

public sealed class MerkleTreeTests
{
    private const int SmallSizes = 70; // past one kept subtree of 64 and several of 16

    [Fact]
    public void The_known_hashes_hold()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new MerkleTree().Root.ToHex());
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", MerkleHash.Leaf([]).ToHex());
        Assert.Equal("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56", MerkleHash.Leaf("L123456"u8).ToHex());
        Assert.Equal(Digest.Of([0, .. new byte[5000]]), MerkleHash.Leaf(new byte[5000]));
    }

    [Fact]
    public void Every_size_has_the_root_that_the_definition_gives()
    {
        var tree = Tree(SmallSizes);

        for (var size = 0; size <= SmallSizes; size++)
        {
            Assert.Equal(ByDefinition(0, size), tree.RootAt(size));
        }
    }

    [Fact]
    public void Every_inclusion_proof_is_the_defined_path_and_verifies_only_for_its_leaf()
    {
        var tree = Tree(SmallSizes);
        for (var size = 1; size <= SmallSizes; size++)
        {
            var root = tree.RootAt(size);
            for (var index = 0; index < size; index++)
            {
                var proof = tree.ProveInclusion(index, size);
                Assert.Equal(PathByDefinition(index, 0, size), proof);
                Assert.True(MerkleProof.VerifyInclusion(index, size, LeafHash(index), proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index + 1, size, LeafHash(index), proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, LeafHash(index + 1), proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, LeafHash(index), [.. proof, root], root));
            }
        }
    }

    [Fact]
    public void Every_consistency_proof_verifies_only_for_its_roots()
    {
        var tree = Tree(SmallSizes);
        for (var second = 1; second <= SmallSizes; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var proof = tree.ProveConsistency(first, second);
                var (old, now) = (tree.RootAt(first), tree.RootAt(second));
                Assert.True(MerkleProof.VerifyConsistency(first, second, old, now, proof));
                Assert.False(MerkleProof.VerifyConsistency(first, second, MerkleHash.Empty, now, proof));
                Assert.False(MerkleProof.VerifyConsistency(first, second, old, MerkleHash.Empty, proof));
                Assert.False(MerkleProof.VerifyConsistency(first, second, old, now, [.. proof, old]));
                Assert.True(proof.Count == 0 || !MerkleProof.VerifyConsistency(first, second, old, now, [.. proof.Skip(1)]));
                Assert.True(proof.Count <= 1 + BitOperations.Log2((uint)second) + 1);
            }
        }
    }

    [Fact]
    public void A_large_tree_crosses_all_segments()
    {
        const int Size = 150_000;
        var tree = Tree(Size);
        var random = new Random(7);

        Assert.Equal(ByDefinition(0, Size), tree.Root);
        for (var i = 0; i < 200; i++)
        {
            var size = random.Next(2, Size + 1);
            var (index, first) = (random.Next(size), random.Next(1, size));
            Assert.True(MerkleProof.VerifyInclusion(index, size, LeafHash(index), tree.ProveInclusion(index, size), tree.RootAt(size)));
            Assert.True(MerkleProof.VerifyConsistency(
                first, size, tree.RootAt(first), tree.RootAt(size), tree.ProveConsistency(first, size)));
        }
    }

    [Fact]
    public async Task Readers_beside_the_writer_see_whole_trees()
    {
        const int Size = 40_000;
        var tree = new MerkleTree();
        var writer = Task.Run(() => Fill(tree, Size), TestContext.Current.CancellationToken);

        var checkedSizes = 0;
        while (!writer.IsCompleted || checkedSizes == 0)
        {
            var size = tree.Size;
            if (size > 0)
            {
                var index = size - 1;
                Assert.True(MerkleProof.VerifyInclusion(index, size, LeafHash(index), tree.ProveInclusion(index, size), tree.RootAt(size)));
                checkedSizes++;
            }
        }

        await writer;
        Assert.Equal(Size, tree.Size);
    }

    [Fact]
    public void A_size_not_seen_yet_is_a_bug_of_the_caller()
    {
        var tree = Tree(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveConsistency(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.LeafAt(3));
        Assert.Equal(LeafHash(2), tree.LeafAt(2));
    }

    private static MerkleTree Tree(int size)
    {
        var tree = new MerkleTree();
        Fill(tree, size);
        return tree;
    }

    private static void Fill(MerkleTree tree, int size)
    {
        for (var i = 0; i < size; i++)
        {
            tree.Append(LeafHash(i));
        }
    }

    private static Digest LeafHash(long index) => MerkleHash.Leaf(BitConverter.GetBytes(index));

    /// <summary>MTH of RFC 9162, section 2.1.1, word for word.</summary>
    private static Digest ByDefinition(int start, int end)
    {
        if (start == end)
        {
            return Digest.Of([]);
        }

        if (end - start == 1)
        {
            return LeafHash(start);
        }

        var k = LargestPowerBelow(end - start);
        return MerkleHash.Node(ByDefinition(start, start + k), ByDefinition(start + k, end));
    }

    /// <summary>PATH of RFC 9162, section 2.1.3.1, word for word.</summary>
    private static List<Digest> PathByDefinition(int index, int start, int end)
    {
        if (end - start == 1)
        {
            return [];
        }

        var k = LargestPowerBelow(end - start);
        return index < k
            ? [.. PathByDefinition(index, start, start + k), ByDefinition(start + k, end)]
            : [.. PathByDefinition(index - k, start + k, end), ByDefinition(start, start + k)];
    }

    private static int LargestPowerBelow(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
