using Backstay.Core.Primitives;
using Backstay.Storage.Objects.Folder;

namespace Backstay.TestKit.Faults.Stores;

/// <summary>The object store.</summary>
/// <param name="again">Whether all that is put is there already: only then a put reads what stands under its name, and removes what it staged.</param>
internal sealed class SweptObjects(bool again) : ISweptStore
{
    /// <summary>Of staged puts; who is refused tries again under a new number.</summary>
    private const int Staged = 10;

    public string Name => again ? "objects put again" : "objects";

    public string Verb => "put";

    public int Count => 5;

    public IEnumerable<string> FilesOf(string path) =>
    [
        path, Path.Combine(path, "objects"), Path.Combine(path, "objects", "incoming"), Path.Combine(path, "objects", "sha256"),
        .. Enumerable.Range(1, Staged).Select(number => Path.Combine(path, "objects", "incoming", $"{number}")),
        .. Enumerable.Range(0, 256).Select(shard => Path.Combine(path, "objects", "sha256", $"{shard:x2}")),
        .. Enumerable.Range(0, Count).Select(number => Digest.Of(ProbeObject.Content(number)).ToHex())
            .Select(hex => Path.Combine(path, "objects", "sha256", hex[..2], hex[2..])),
    ];

    public async Task PrepareAsync(string path, CancellationToken ct)
    {
        var store = FolderObjectStore.Open(path);
        for (var number = 0; again && number < Count; number++)
        {
            Assert.True((await store.PutAsync(new MemoryStream(ProbeObject.Content(number)), null, long.MaxValue, ct)).IsOk);
        }
    }

    public int CountAcknowledged(string[] said) => Acknowledged(said).Count();

    public async Task AssertAsync(string path, string[] said, CancellationToken ct)
    {
        var store = FolderObjectStore.Open(path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(path, "objects", "incoming")));
        foreach (var digest in Acknowledged(said))
        {
            await AssertThereAsync(store, digest, "was acknowledged, and is not there whole.", ct);
        }

        Assert.DoesNotContain(said, line => line.StartsWith("refused, yet there", StringComparison.Ordinal));
        await foreach (var info in store.ListAsync(ct))
        {
            await AssertThereAsync(store, info.Digest, "has other bytes than its name says.", ct);
        }

        Assert.True((await store.PutAsync(new MemoryStream([1]), null, 1, ct)).IsOk);
    }

    private static async Task AssertThereAsync(FolderObjectStore store, Digest digest, string otherwise, CancellationToken ct) =>
        Assert.True((await store.InspectAsync(digest, _ => { }, ct)).IsOk, $"{digest} {otherwise}");

    private static IEnumerable<Digest> Acknowledged(string[] said) => said.Where(line => line.Length == 2 * Digest.Size).Select(Digest.Parse);
}
