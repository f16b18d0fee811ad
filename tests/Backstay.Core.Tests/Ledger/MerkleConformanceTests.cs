using System.Text.Json;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Ledger;

/// <summary>The published probes and the reference tree of transparency-dev/merkle, where they are present.</summary>
public sealed class MerkleConformanceTests
{
    private const int ProbesOfEachKind = 98;

    [Fact]
    public void All_inclusion_probes_get_their_verdict() => RunProbes("inclusion", probe =>
        TryReadDigest(probe.GetProperty("root"), out var root)
        && TryReadDigest(probe.GetProperty("leafHash"), out var leaf)
        && TryReadProof(probe, out var proof)
        && MerkleProof.VerifyInclusion(ReadSize(probe, "leafIdx"), ReadSize(probe, "treeSize"), leaf, proof, root));

    [Fact]
    public void All_consistency_probes_get_their_verdict() => RunProbes("consistency", probe =>
        TryReadProof(probe, out var proof)
        && MerkleProof.VerifyConsistency(
            ReadSize(probe, "size1"),
            ReadSize(probe, "size2"),
            ReadRoot(probe.GetProperty("root1")),
            ReadRoot(probe.GetProperty("root2")),
            proof));

    [Fact]
    public void The_reference_tree_has_its_leaves_and_roots()
    {
        using var reference = Open("reference_tree.json");
        var tree = new MerkleTree();
        var roots = reference.RootElement.GetProperty("roots_hex_by_size").EnumerateArray().Select(r => r.GetString()).ToList();
        var leaves = reference.RootElement.GetProperty("leaf_hashes_hex").EnumerateArray().Select(h => h.GetString()).ToList();

        Assert.Equal(roots[0], tree.Root.ToHex());
        foreach (var (size, leaf) in reference.RootElement.GetProperty("leaves_hex").EnumerateArray().Index())
        {
            var hash = MerkleHash.Leaf(Convert.FromHexString(leaf.GetString()!));
            tree.Append(hash);
            Assert.Equal(leaves[size], hash.ToHex());
            Assert.Equal(roots[size + 1], tree.Root.ToHex());
        }

        Assert.Equal(8, tree.Size);
    }

    private static void RunProbes(string kind, Func<JsonElement, bool> verify)
    {
        using var probes = Open("probes.json");
        var ran = 0;
        foreach (var probe in probes.RootElement.GetProperty("kinds").GetProperty(kind).EnumerateArray())
        {
            ran++;
            var expected = !probe.GetProperty("wantErr").GetBoolean();
            Assert.True(verify(probe) == expected, probe.GetProperty("id").GetString());
        }

        Assert.Equal(ProbesOfEachKind, ran);
    }

    private static JsonDocument Open(string file)
    {
        var path = Path.Combine(ConformanceData.Folder("merkle"), file);
        return JsonDocument.Parse(File.ReadAllBytes(path));
    }

    /// <summary>Probes hold sizes of 64 bits without a sign; beyond a long's range no tree exists.</summary>
    private static long ReadSize(JsonElement probe, string name) =>
        probe.GetProperty(name).TryGetInt64(out var size) ? size : -1;

    /// <summary>Consistency probes name some roots by a placeholder of another length; its digest is as equal or unequal as it is.</summary>
    private static Digest ReadRoot(JsonElement base64) =>
        TryReadDigest(base64, out var root) ? root : Digest.Of(base64.ValueKind == JsonValueKind.Null ? [] : base64.GetBytesFromBase64());

    private static bool TryReadProof(JsonElement probe, out List<Digest> proof)
    {
        proof = [];
        var hashes = probe.GetProperty("proof");
        if (hashes.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        foreach (var hash in hashes.EnumerateArray())
        {
            if (!TryReadDigest(hash, out var digest))
            {
                return false;
            }

            proof.Add(digest);
        }

        return true;
    }

    /// <summary>A hash that has not 32 bytes is refused by the type, before there is anything to verify.</summary>
    private static bool TryReadDigest(JsonElement base64, out Digest digest)
    {
        var bytes = base64.ValueKind == JsonValueKind.Null ? [] : base64.GetBytesFromBase64();
        digest = bytes.Length == Digest.Size ? new Digest(bytes) : default;
        return bytes.Length == Digest.Size;
    }
}
