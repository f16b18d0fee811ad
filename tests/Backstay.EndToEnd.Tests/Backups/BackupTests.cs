using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Backstay.Client.Ledger;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.EndToEnd.Tests.Rollouts;
using Backstay.TestKit.Processes;

namespace Backstay.EndToEnd.Tests.Backups;

/// <summary>Backups of a server at work, and data folders made of them.</summary>
public sealed class BackupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_under_load_holds_all_that_was_acknowledged_before_it_and_nothing_half()
    {
        const int Writers = 4;
        const int Backups = 3;
        await using var scene = await BackupScene.StartAsync();
        var acknowledged = new ConcurrentQueue<long>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(scene, writer, acknowledged, stop.Token)).ToArray();
        try
        {
            for (var i = 0; i < Backups; i++)
            {
                while (acknowledged.Count < (i + 1) * 40)
                {
                    await Task.Delay(10, Ct);
                }

                var note = await scene.CheckpointAsync($"note-{i}");
                var before = acknowledged.Max();
                var (archive, folder) = (scene.File($"{i}.tar"), scene.File($"restored-{i}"));
                var backup = await scene.MustAsync("backup", archive, "--with-keys");
                var position = backup.GetProperty("position").GetInt64();
                Assert.True(position >= before, $"{before} was acknowledged, and the backup is of {position}");

                // It is a prefix: the root at its position is the running ledger's, as is that of the note before it.
                var restored = await scene.MustAsync("restore", archive, "--data", folder, "--expect-checkpoint", note);
                Assert.Equal(position, restored.GetProperty("verified").GetProperty("entries").GetInt64());
                Assert.Equal(backup.GetProperty("root").GetString(), restored.GetProperty("root").GetString());
                Assert.True(acknowledged.Max() > position, "nobody wrote meanwhile");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        Assert.Empty(Directory.EnumerateDirectories(scene.Data, "backup*"));
        Assert.True((await new LedgerClient(scene.Rollouts.Client).VerifyAsync(new VerifyLedger(), Ct)).IsOk);
    }

    [Fact]
    public async Task A_restored_folder_serves_judges_and_signs_on_where_the_backup_stood()
    {
        await using var scene = await BackupScene.StartAsync();
        var rollout = await scene.Rollouts.RollOutAsync(BadCanary.Plan);
        var answers = await scene.Rollouts.CallAsync(30);
        var judged = await scene.Rollouts.JudgedAsync(rollout);
        var key = (await new LedgerClient(scene.Rollouts.Client).HeadAsync(withDigest: true, Ct)).VerifierKey;
        await scene.MustAsync("backup", scene.File("all.tar"), "--with-keys", "--with-telemetry");
        await scene.MustAsync("restore", scene.File("all.tar"), "--data", scene.File("restored"));

        await using var server = ServerProcess.Start(scene.File("restored"));
        using var client = new Client.BackstayClient(await server.ReadyAsync(Ct), token: null);

        var head = await new LedgerClient(client).HeadAsync(withDigest: true, Ct);
        Assert.Equal(key, head.VerifierKey);
        Assert.True((await new LedgerClient(client).VerifyAsync(
            new VerifyLedger { Checkpoint = await new LedgerClient(client).CheckpointAsync(Ct), Key = key }, Ct)).IsOk);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await client.GetRolloutAsync(rollout, Ct)).Live is not { Incomplete: false } live || live.CanaryUnits != judged.CanaryUnits)
        {
            await Task.Delay(50, patience.Token);
        }

        Assert.Equal(HttpStatusCode.OK, (await scene.Rollouts.CallAtAsync(server.Addresses.Gateway, answers)).Distinct().Single());
    }

    [Fact]
    public async Task A_backup_without_keys_is_restored_with_a_copy_of_them_or_new_ones_and_never_unasked()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("plain.tar"));
        Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync(scene.File("plain.tar"), Ct), StringComparison.Ordinal);

        var (exitCode, _, error) = await scene.RunAsync("restore", scene.File("plain.tar"), "--data", scene.File("none"));
        Assert.Equal(1, exitCode);
        Assert.Contains("keys-missing", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.File("none")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("."), "none.restoring*"));

        await scene.MustAsync("restore", scene.File("plain.tar"), "--data", scene.File("same"), "--keys", Path.Combine(scene.Data, "keys"));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(scene.Data, "keys", "checkpoint.pem"), Ct),
            await File.ReadAllBytesAsync(Path.Combine(scene.File("same"), "keys", "checkpoint.pem"), Ct));
        await scene.MustAsync("restore", scene.File("plain.tar"), "--data", scene.File("new"), "--new-keys");
        Assert.NotEqual(
            await File.ReadAllBytesAsync(Path.Combine(scene.Data, "keys", "checkpoint.pem"), Ct),
            await File.ReadAllBytesAsync(Path.Combine(scene.File("new"), "keys", "checkpoint.pem"), Ct));

        Directory.CreateDirectory(scene.File("bad"));
        File.Copy(Path.Combine(scene.Data, "keys", "checkpoint.pem"), Path.Combine(scene.File("bad"), "checkpoint.pem"));
        await File.WriteAllTextAsync(Path.Combine(scene.File("bad"), "unit.key"), "short", Ct);
        (exitCode, _, error) = await scene.RunAsync("restore", scene.File("plain.tar"), "--data", scene.File("none"), "--keys", scene.File("bad"));
        Assert.Equal(1, exitCode);
        Assert.Contains("unit.key", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.File("none")));
    }

    [Fact]
    public async Task A_backup_behind_a_checkpoint_that_was_kept_elsewhere_is_refused()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("old.tar"), "--with-keys");
        await scene.Rollouts.Client.SetSystemAsync(
            Name.Parse("later"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "after the backup" }, idempotencyKey: null, Ct);
        var note = await scene.CheckpointAsync("note");

        var (exitCode, output, _) = await scene.RunAsync("restore", scene.File("old.tar"), "--data", scene.File("behind"), "--expect-checkpoint", note);

        Assert.Equal(1, exitCode);
        Assert.False(output.GetProperty("restored").GetBoolean());
        Assert.Contains("truncated", output.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.File("behind")));
        await scene.MustAsync("restore", scene.File("old.tar"), "--data", scene.File("behind"));
    }

    [Fact]
    public async Task A_damaged_object_is_named_by_the_backup_and_the_restore_and_keeps_nothing_else_from_being_saved()
    {
        await using var scene = await BackupScene.StartAsync();
        var victim = Directory.EnumerateFiles(Path.Combine(scene.Data, "objects", "sha256"), "*", SearchOption.AllDirectories).Order().First();
        var digest = Path.GetFileName(Path.GetDirectoryName(victim)) + Path.GetFileName(victim);
        File.Delete(victim); // a stored object can't be written, by whoever is not root
        await File.WriteAllTextAsync(victim, "something else", Ct);

        var (backedUp, backup, _) = await scene.RunAsync("backup", scene.File("one.tar"), "--with-keys");
        var (restoredCode, restored, _) = await scene.RunAsync("restore", scene.File("one.tar"), "--data", scene.File("restored"));

        Assert.Equal((1, 1), (backedUp, restoredCode));
        Assert.Contains(digest, backup.GetProperty("damaged").ToString(), StringComparison.Ordinal);
        Assert.True(restored.GetProperty("restored").GetBoolean());
        Assert.Contains($"{digest} is not there", restored.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(scene.File("restored"), "ledger", "default.db")));
    }

    [Fact]
    public async Task Cut_flipped_and_foreign_archives_are_refused_and_leave_nothing_behind()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("good.tar"), "--with-keys");
        var good = await File.ReadAllBytesAsync(scene.File("good.tar"), Ct);
        var inLedger = good.AsSpan().IndexOf("SQLite format 3"u8) + 5_000;
        var flipped = good.ToArray();
        flipped[inLedger] ^= 1;
        var foreign = good.ToArray();
        System.Text.Encoding.ASCII.GetBytes("../../../evil").CopyTo(foreign.AsSpan(good.AsSpan().IndexOf("installation"u8)));
        foreach (var (name, bytes) in new[] { ("cut", good[..(good.Length / 2)]), ("headless", good[..^(20 * 1_024)]), ("flipped", flipped), ("foreign", foreign), ("empty", []) })
        {
            await File.WriteAllBytesAsync(scene.File(name), bytes, Ct);
            var (exitCode, _, error) = await scene.RunAsync("restore", scene.File(name), "--data", scene.File("made"));

            Assert.True(exitCode == 1, $"{name}: {exitCode} {error}");
            Assert.Contains("backup-damaged", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(scene.File("made")), name);
            Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("."), "made.restoring*"));
        }
    }

    private static async Task WriteAsync(BackupScene scene, int writer, ConcurrentQueue<long> acknowledged, CancellationToken ct)
    {
        for (var i = 1; !ct.IsCancellationRequested; i++)
        {
            var system = await scene.Rollouts.Client.SetSystemAsync(
                Name.Parse($"system-{writer.ToString(CultureInfo.InvariantCulture)}"),
                new SetSystemRequest { Version = new SemanticVersion(1, i, 0, null), Why = new string('x', 1_000) },
                idempotencyKey: null,
                ct);
            acknowledged.Enqueue(system.Position);
        }
    }
}
