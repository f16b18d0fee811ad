using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Server.Audit;
using Backstay.Server.Backups;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>A backup is whole where it holds what the ledger's entries need, and not merely what a folder happens to list.</summary>
public sealed class NeededObjectTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_that_are_gone_or_have_a_folder_in_their_place_are_named_with_what_uses_them()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var files = ObjectsOf(data);
        File.Delete(files[0]);
        File.Delete(files[1]);
        Directory.CreateDirectory(files[1]);

        var manifest = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct);

        Assert.False(manifest.HasAllObjects);
        Assert.Equal([DigestOf(files[0]), DigestOf(files[1])], manifest.Unreadable.Select(lost => lost.Object));
        Assert.All(manifest.Unreadable, lost => Assert.StartsWith("Used by ", lost.Uses, StringComparison.Ordinal));
        Assert.All(manifest.Unreadable, lost => Assert.DoesNotContain(data, lost.Why, StringComparison.Ordinal));
        Assert.Contains("no file", manifest.Unreadable[0].Why, StringComparison.Ordinal);
        Assert.Equal(files.Length - 2, Saved(manifest).Count);
    }

    [Fact]
    public async Task So_is_one_whose_whole_folder_is_gone()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var file = ObjectsOf(data)[0];
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        var manifest = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct);

        Assert.Contains(DigestOf(file), manifest.Unreadable.Select(lost => lost.Object));
    }

    /// <summary>Its bytes are there and are what its name says: that is all that a backup needs. Nobody was told of the other.</summary>
    [Fact]
    public async Task One_in_doubt_is_saved_where_an_entry_needs_it_and_only_there()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var files = ObjectsOf(data);
        var needed = DigestOf(files[0]);
        var stray = Digest.Of("named by nobody"u8);
        var place = Path.Combine(data, BackupPaths.Of(stray));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        await File.WriteAllBytesAsync(place, "named by nobody"u8.ToArray(), Ct);

        var manifest = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct, store => new Doubting(store, [needed, stray]));

        Assert.True(manifest.HasAllObjects);
        Assert.Equal([.. files.Select(DigestOf)], Saved(manifest));
    }

    [Fact]
    public async Task An_object_that_no_entry_uses_is_saved_too()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var stray = Digest.Of("not used yet"u8);
        var place = Path.Combine(data, BackupPaths.Of(stray));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        await File.WriteAllBytesAsync(place, "not used yet"u8.ToArray(), Ct);

        var manifest = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct);

        Assert.True(manifest.HasAllObjects);
        Assert.Contains(stray, Saved(manifest));
    }

    /// <summary>What is in it that no entry needs can't be known, let alone be saved; all the rest can.</summary>
    [Fact]
    public async Task A_folder_that_could_not_be_listed_is_named_and_the_backup_is_not_whole()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var files = ObjectsOf(data);
        var whole = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct);
        using var target = new MemoryStream();
        var objects = new SavedObjects(data, [.. files.Select(DigestOf)], [new UnlistedFolder("objects/sha256/ab", "Input/output error")], new ObjectUses());

        using (var backup = new PreparedBackup(whole with { Files = [] }, [], objects, () => { }))
        {
            await backup.WriteAsync(target, Ct);
        }

        target.Position = 0;
        var manifest = (await new BackupArchive(static (_, content, ct) => content.CopyToAsync(Stream.Null, ct)).ReadAsync(target, Ct)).Value;
        Assert.False(manifest.HasAllObjects);
        Assert.Equal(new UnlistedFolder("objects/sha256/ab", "Input/output error"), Assert.Single(manifest.Unlisted));
        Assert.Equal([.. files.Select(DigestOf)], Saved(manifest));
    }

    private static List<Digest> Saved(BackupManifest manifest) => [.. manifest.Files.Select(file => BackupPaths.ObjectOf(file.Path)).OfType<Digest>()];

    private static Digest DigestOf(string file) => Digest.Parse(Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file));

    private static string[] ObjectsOf(string data) =>
        [.. Directory.EnumerateFiles(Path.Combine(data, "objects", "sha256"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Sees some objects as one whose names could not be synced.</summary>
    private sealed class Doubting(IObjectStore store, Digest[] doubted) : IObjectStore
    {
        public Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct) => store.PutAsync(content, expected, maxBytes, ct);

        public Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct) => store.OpenAsync(digest, ct);

        public ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct) => doubted.Contains(digest) ? default : store.FindAsync(digest, ct);

        public IAsyncEnumerable<ObjectInfo> ListAsync(CancellationToken ct) => store.ListAsync(ct).Where(info => !doubted.Contains(info.Digest));
    }
}
