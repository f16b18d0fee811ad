using System.Globalization;
using Backstay.Client.Releases;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.EndToEnd.Tests.Backups;

/// <summary>A backup is of what is on the disk, and what could not be restored replaces no backup that could.</summary>
public sealed class DamagedLedgerBackupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_that_was_changed_under_the_server_is_not_backed_up_and_the_entry_is_named()
    {
        await using var scene = await BackupScene.StartAsync();
        var seq = await WriteAsync(scene, "rotten");
        await WriteAsync(scene, "later");
        await scene.MustAsync("backup", scene.File("all.tar"), "--with-keys");
        var good = await File.ReadAllBytesAsync(scene.File("all.tar"), Ct);
        var record = await ReadAsync(scene, seq);
        var changed = record.Bytes.ToArray();
        changed[changed.AsSpan().IndexOf("rotten"u8)] ^= 1;

        Patch(scene, record.Bytes.ToArray(), changed);
        await RefusesAsync(scene, good, $"leaf-hash-differs: Entry {seq.ToString(CultureInfo.InvariantCulture)} ");

        // The stored hash as well: only the server itself can tell.
        Patch(scene, Bytes(record.LeafHash), Bytes(MerkleHash.Leaf(changed)));
        await RefusesAsync(scene, good, $"rewritten: Entry {seq.ToString(CultureInfo.InvariantCulture)} ");

        Patch(scene, Bytes(MerkleHash.Leaf(changed)), Bytes(record.LeafHash));
        Patch(scene, changed, record.Bytes.ToArray());
        await scene.MustAsync("backup", scene.File("all.tar"), "--with-keys", "--force");
        await scene.MustAsync("restore", scene.File("all.tar"), "--data", scene.File("restored"));
    }

    [Fact]
    public async Task Where_the_ledger_broke_over_what_another_process_wrote_a_backup_says_so_and_does_not_wait_for_ever()
    {
        await using var scene = await BackupScene.StartAsync();
        await WriteAsync(scene, "before");
        await using (var other = SqliteLedgerStore.Open(LedgerOf(scene)))
        {
            byte[] foreign = [1, 2, 3];
            var head = await other.GetHeadAsync(Ct);
            await other.AppendAsync(head, [new LedgerRecord(head + 1, foreign, MerkleHash.Leaf(foreign))], [], Ct);
        }

        await Assert.ThrowsAsync<Client.BackstayException>(() => WriteAsync(scene, "after"));
        var (exitCode, _, error) = await scene.RunAsync("backup", scene.File("all.tar"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("ledger-broken", error, StringComparison.Ordinal);
        Assert.False(File.Exists(scene.File("all.tar")));
        Assert.Empty(Directory.EnumerateDirectories(scene.Data, "backup-*"));
    }

    private static async Task RefusesAsync(BackupScene scene, byte[] good, string named)
    {
        var (exitCode, _, error) = await scene.RunAsync("backup", scene.File("all.tar"), "--with-keys", "--force");

        Assert.True(exitCode == 1, $"{exitCode}: {error}");
        Assert.Contains("ledger-damaged", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Equal(good, await File.ReadAllBytesAsync(scene.File("all.tar"), Ct));
        Assert.Empty(Directory.EnumerateDirectories(scene.Data, "backup-*"));
    }

    private static async Task<long> WriteAsync(BackupScene scene, string system) => (await scene.Rollouts.Client.SetSystemAsync(
        Name.Parse(system), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "for a backup" }, idempotencyKey: null, Ct)).Position;

    private static async Task<LedgerRecord> ReadAsync(BackupScene scene, long seq)
    {
        await using var store = SqliteLedgerStore.OpenForReading(LedgerOf(scene));
        await foreach (var record in store.ReadAsync(seq, seq, Ct))
        {
            return record;
        }

        throw new InvalidDataException("It was acknowledged.");
    }

    /// <summary>As a disk would, or somebody with an editor: in the file and in its log, wherever the bytes are.</summary>
    private static void Patch(BackupScene scene, byte[] before, byte[] after)
    {
        var found = 0;
        foreach (var file in new[] { LedgerOf(scene), LedgerOf(scene) + "-wal" })
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (var at = 0; bytes.AsSpan(at).IndexOf(before) is >= 0 and var next; at += next + 1)
            {
                stream.Position = at + next;
                stream.Write(after);
                found++;
            }
        }

        Assert.True(found > 0, "It is stored nowhere.");
    }

    private static byte[] Bytes(Digest digest) => Convert.FromHexString(digest.ToHex());

    private static string LedgerOf(BackupScene scene) => Path.Combine(scene.Data, "ledger", "default.db");
}
