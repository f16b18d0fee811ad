using System.Security.Cryptography;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Tests.Primitives;

public sealed class Sha256Tests
{
    /// <summary>Around the ends of a block and of what goes the short way.</summary>
    [Fact]
    public void Every_length_gives_what_the_platform_gives()
    {
        var data = new byte[10_000];
        new Random(3).NextBytes(data);

        foreach (var length in Enumerable.Range(0, 300).Concat([2_046, 2_047, 2_048, 4_095, 4_096, 4_097, 10_000]))
        {
            Assert.Equal(new Digest(SHA256.HashData(data.AsSpan(0, length))), Digest.Of(data.AsSpan(0, length)));
            Assert.Equal(new Digest(SHA256.HashData([0, .. data[..length]])), MerkleHash.Leaf(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Too_little_room_is_refused_before_anything_is_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256.Hash([1], new byte[Digest.Size - 1]));

    [Fact]
    public async Task Many_at_once_do_not_disturb_each_other()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() => Enumerable.Range(0, 20_000)
            .All(i => Digest.Of(BitConverter.GetBytes((long)i * thread)) == new Digest(SHA256.HashData(BitConverter.GetBytes((long)i * thread)))))));

        Assert.DoesNotContain(false, results);
    }
}
