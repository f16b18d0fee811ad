using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Storage.Objects.Folder;
using Backstay.TestKit;

namespace Backstay.Storage.Tests.Objects;

/// <summary>
/// Puts that mend one object at the same time, on a disk in memory: where a sync takes no time, one is through while others still
/// read what is damaged.
/// </summary>
public sealed class FolderObjectRaceTests
{
    private const int Puts = 6;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_that_was_acknowledged_stays_there_while_others_mend_it_as_well()
    {
        using var disk = new SmallDisk(megabytes: 128);
        var store = FolderObjectStore.Open(disk.FullPath);
        var bytes = new byte[8 << 20];
        new Random(1).NextBytes(bytes);
        var digest = Digest.Of(bytes);
        var path = Path.Combine(disk.FullPath, "objects", "sha256", digest.ToHex()[..2], digest.ToHex()[2..]);
        for (var round = 0; round < 10; round++)
        {
            File.Delete(path);
            await File.WriteAllBytesAsync(path, [.. bytes[..^1], (byte)~bytes[^1]], Ct);
            var puts = Enumerable.Range(0, Puts).Select(_ => Task.Run(() => store.PutAsync(new MemoryStream(bytes), digest, bytes.Length, Ct), Ct)).ToList();
            await Task.WhenAny(puts);

            do
            {
                Assert.NotNull(await store.FindAsync(digest, Ct));
                await Task.Yield();
            }
            while (!puts.TrueForAll(put => put.IsCompleted));

            Assert.All(await Task.WhenAll(puts), put => Assert.Equal(new ObjectInfo(digest, bytes.Length), put.Value));
        }
    }
}
