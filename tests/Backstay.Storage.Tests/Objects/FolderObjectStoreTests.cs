using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Storage.Objects.Folder;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;

namespace Backstay.Storage.Tests.Objects;

public sealed class FolderObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderObjectStore _store;

    public FolderObjectStoreTests() => _store = FolderObjectStore.Open(_folder.FullPath);

    protected override IObjectStore Store => _store;

    public void Dispose()
    {
        var left = Directory.GetFiles(_folder.File("objects", "incoming"));
        _folder.Dispose();
        Assert.Empty(left); // after every test of the contract
    }

    [Fact]
    public async Task An_object_lies_under_its_digest_for_the_owner_to_read()
    {
        var put = await PutAsync(Bytes(10));
        var hex = put.Digest.ToHex();
        var file = _folder.File("objects", "sha256", hex[..2], hex[2..]);

        Assert.Equal(Bytes(10), await File.ReadAllBytesAsync(file, Ct));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
            Assert.Equal(DurableFile.PrivateFolder, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }
    }

    [Fact]
    public async Task Opening_again_finds_the_objects_and_removes_what_dead_puts_left()
    {
        var put = await PutAsync(Bytes(10));
        var leftover = _folder.File("objects", "incoming", "17");
        await File.WriteAllTextAsync(leftover, "half an object", Ct);

        var again = FolderObjectStore.Open(_folder.FullPath);

        Assert.False(File.Exists(leftover));
        Assert.Equal(put, await again.FindAsync(put.Digest, Ct));
    }

    [Fact]
    public async Task Opened_for_reading_it_reads_a_copy_without_its_empty_folders_and_changes_nothing()
    {
        var put = await PutAsync(Bytes(10));
        var hex = put.Digest.ToHex();
        using var copy = new TemporaryFolder();
        Directory.CreateDirectory(copy.File("objects", "sha256", hex[..2]));
        File.Copy(_folder.File("objects", "sha256", hex[..2], hex[2..]), copy.File("objects", "sha256", hex[..2], hex[2..]));

        var store = FolderObjectStore.OpenForReading(copy.FullPath);
        var absent = await store.OpenAsync(Digest.Of("absent"u8), Ct);
        var listed = new List<ObjectInfo>();
        await foreach (var info in store.ListAsync(Ct))
        {
            listed.Add(info);
        }

        Assert.Equal([put], listed);
        Assert.Equal(put, (await store.InspectAsync(put.Digest, Ct)).Value);
        Assert.Equal(ProblemKind.NotFound, absent.Problem?.Kind);
        await Assert.ThrowsAsync<IOException>(() => store.PutAsync(new MemoryStream(), null, 10, Ct));
        Assert.Single(Directory.GetFileSystemEntries(copy.FullPath, "*", SearchOption.AllDirectories), File.Exists);
        Assert.Single(Directory.GetDirectories(copy.File("objects", "sha256")));
    }

    [Fact]
    public async Task A_file_that_bears_no_digests_name_is_not_listed()
    {
        await File.WriteAllTextAsync(_folder.File("objects", "sha256", "ab", "notes.txt"), "x", Ct);

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_mended_object_is_the_owners_to_read_and_a_sound_one_is_left_where_it_is()
    {
        var put = await PutAsync(Bytes(10));
        var hex = put.Digest.ToHex();
        var file = _folder.File("objects", "sha256", hex[..2], hex[2..]);
        Damage(put.Digest, static bytes => [.. bytes.Reverse()]);
        await PutAsync(Bytes(10));
        var written = File.GetLastWriteTimeUtc(file);
        await PutAsync(Bytes(10));

        Assert.Equal(Bytes(10), await File.ReadAllBytesAsync(file, Ct));
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
        }
    }

    protected override void Damage(Digest digest, Func<byte[], byte[]> damage)
    {
        var hex = digest.ToHex();
        var file = _folder.File("objects", "sha256", hex[..2], hex[2..]);
        var bytes = damage(File.ReadAllBytes(file));
        File.Delete(file);
        File.WriteAllBytes(file, bytes);
    }
}
