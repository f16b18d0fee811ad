using Backstay.Core.Primitives;
using Backstay.Storage.Objects.Folder;
using Backstay.TestKit;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests.Objects;

public sealed class FolderObjectFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_any_instant_it_has_every_acknowledged_object_and_no_half_one()
    {
        var random = new Random(11);
        for (var cycle = 0; cycle < 3; cycle++)
        {
            using var probe = Probe.Start("put", _folder.FullPath);
            var acknowledged = new List<string>();
            for (var line = random.Next(1, 40); line > 0; line--)
            {
                acknowledged.Add(await probe.Output.ReadLineAsync(Ct) ?? "");
            }

            acknowledged.AddRange((await probe.KillAsync(Ct)).Where(line => line.Length == Digest.Size * 2));

            var store = FolderObjectStore.Open(_folder.FullPath);
            foreach (var hex in acknowledged)
            {
                Assert.NotNull(await store.FindAsync(Digest.Parse(hex), Ct));
            }

            await foreach (var info in store.ListAsync(Ct))
            {
                await using var stream = (await store.OpenAsync(info.Digest, Ct)).Value;
                await stream.CopyToAsync(Stream.Null, Ct);
            }
        }
    }

    /// <summary>
    /// The second of two syncs says that all is well, though what the first one failed to write is nowhere: what counts is a
    /// rename after the failure.
    /// </summary>
    [Fact]
    public async Task An_object_whose_name_could_not_be_synced_is_not_there_until_it_was_named_anew()
    {
        FolderObjectStore.Open(_folder.FullPath);
        var log = _folder.File("calls");
        var digest = Digest.Of(ProbeObject.Content(0)).ToHex();

        // A thread that puts syncs the file first and then its name. (Opening the store takes one sync, of another thread.)
        using var probe = Probe.StartWithLoggedFault("fsync:error=EIO:when=2", log, "put", _folder.FullPath, "1");
        var said = await probe.ReadToEndAsync(Ct);

        Assert.Equal("refused", said[0]);
        Assert.Equal(digest, said[^1]);
        Assert.DoesNotContain(said, line => line.StartsWith("refused, yet there", StringComparison.Ordinal));
        var behind = (await File.ReadAllLinesAsync(log, Ct)).SkipWhile(line => !line.Contains("(INJECTED)", StringComparison.Ordinal)).ToArray();
        Assert.Contains(behind, line => line.Contains("rename(", StringComparison.Ordinal) && line.Contains(digest[2..], StringComparison.Ordinal));
    }

    /// <summary>What a caller is told is what became of the put, and not what became of the file that was staged for it.</summary>
    [Fact]
    public async Task A_full_disk_is_told_as_one_where_the_staged_file_can_not_be_removed_either()
    {
        FolderObjectStore.Open(_folder.FullPath);
        string[] staged = [.. Enumerable.Range(1, 10).Select(number => _folder.File("objects", "incoming", $"{number}"))];
        using var probe = Probe.StartWithLoggedFault("pwrite64,unlink:error=ENOSPC", _folder.File("calls"), staged, "put", _folder.FullPath, "1");

        var said = await probe.ReadToEndAsync(Ct);

        Assert.NotEmpty(said);
        Assert.All(said, line => Assert.Equal("no-space", line));
    }

    /// <summary>A process that was killed between a rename and its sync left a name that may not be on the disk.</summary>
    [Fact]
    public async Task Names_of_a_process_before_are_synced_before_anybody_may_build_on_them()
    {
        var store = FolderObjectStore.Open(_folder.FullPath);
        var stored = (await store.PutAsync(new MemoryStream("before"u8.ToArray()), null, long.MaxValue, Ct)).Value.Digest.ToHex();
        var shard = _folder.File("objects", "sha256", stored[..2]);
        var log = _folder.File("calls");

        using (var probe = Probe.StartWithLog("fsync", log, "open-objects", _folder.FullPath))
        {
            Assert.Equal(["opened"], await probe.ReadToEndAsync(Ct));
        }

        var syncs = await File.ReadAllLinesAsync(log, Ct);
        Assert.Contains(syncs, line => line.Contains($"<{shard}>", StringComparison.Ordinal) && line.EndsWith("= 0", StringComparison.Ordinal));
        using var failing = Probe.StartWithLoggedFault("fsync:error=EIO", log, "open-objects", _folder.FullPath);
        Assert.Contains("not opened: fsync of ", Assert.Single(await failing.ReadToEndAsync(Ct)), StringComparison.Ordinal);
    }

    /// <summary>
    /// A server starts all the same, for what it serves is verified as it is read. But nobody may build anew on a name that a power
    /// cut may take away.
    /// </summary>
    [Fact]
    public async Task Names_that_could_not_be_synced_at_the_start_are_read_and_not_vouched_for()
    {
        var store = FolderObjectStore.Open(_folder.FullPath);
        var stored = (await store.PutAsync(new MemoryStream("before"u8.ToArray()), null, long.MaxValue, Ct)).Value.Digest.ToString();
        var log = _folder.File("calls");

        using (var failing = Probe.StartWithLoggedFault("fsync:error=EIO", log, "ask-object", _folder.FullPath, stored))
        {
            Assert.Equal(["for reading only", "vouched for: object-unsynced", "read"], await failing.ReadToEndAsync(Ct));
        }

        using var sound = Probe.StartWithLog("fsync", log, "ask-object", _folder.FullPath, stored);
        Assert.Equal(["opened", "vouched for: yes", "read"], await sound.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task A_folder_that_can_not_be_listed_is_told_and_the_others_are_listed()
    {
        var store = FolderObjectStore.Open(_folder.FullPath);
        var stored = new List<Digest>();
        for (byte i = 0; i < 3; i++)
        {
            stored.Add((await store.PutAsync(new MemoryStream([i]), null, long.MaxValue, Ct)).Value.Digest);
        }

        stored.Sort();
        var shard = stored[1].ToHex()[..2];
        using var failing = Probe.StartWithLoggedFault("getdents64:error=EIO", "/dev/null", [_folder.File("objects", "sha256", shard)], "list-objects", _folder.FullPath);

        Assert.Equal([$"{stored[0]}", $"objects/sha256/{shard}: IOException", $"{stored[2]}"], await failing.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task Without_space_nothing_is_stored_and_the_next_put_works()
    {
        using var disk = new SmallDisk(megabytes: 8);
        var store = FolderObjectStore.Open(disk.FullPath);
        var filler = disk.Fill();

        var refused = await store.PutAsync(new MemoryStream(new byte[100_000]), null, long.MaxValue, Ct);
        Assert.Equal("no-space", refused.Problem?.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.FullPath, "objects", "incoming")));

        File.Delete(filler);
        Assert.True((await store.PutAsync(new MemoryStream(new byte[100_000]), null, long.MaxValue, Ct)).IsOk);
    }
}
