using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>One object that the disk does not give must not cost the backup of all the others, nor be passed over.</summary>
public sealed class UnreadableObjectTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_holds_all_else_and_it_and_the_restore_name_the_object_and_what_uses_it()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var objects = ObjectsOf(data);
        var victim = objects[0];
        var digest = Digest.Parse(Path.GetFileName(Path.GetDirectoryName(victim)) + Path.GetFileName(victim));
        File.Delete(victim);
        File.CreateSymbolicLink(victim, folder.File("gone")); // a name that is there, and opens for nobody
        var archive = folder.File("backup.tar");

        var manifest = await TakenBackup.WriteAsync(data, archive, Ct);

        var lost = Assert.Single(manifest.Unreadable);
        Assert.Equal(digest, lost.Object);
        Assert.Contains(digest.ToHex()[2..], lost.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(data, lost.Why, StringComparison.Ordinal);
        Assert.StartsWith("Used by ", lost.Uses, StringComparison.Ordinal);
        Assert.Empty(manifest.Damaged);
        Assert.False(manifest.HasAllObjects);
        Assert.Equal(objects.Length - 1, manifest.Files.Count(file => BackupPaths.ObjectOf(file.Path) is not null));

        await using var read = File.OpenRead(archive);
        var restored = await FolderRestore.RunAsync(
            new RestoreRequest { Archive = read, Target = folder.File("restored"), Keys = null, NewKeys = true, ExpectedCheckpoint = null, VerifierKey = null },
            new SystemIdSource(), Ct);
        Assert.True(restored.IsOk, restored.Problem?.Message);
        var finding = Assert.Single(restored.Value.Verified.Findings);
        Assert.Equal(LedgerFindingKind.ObjectMissing, finding.Kind);
        Assert.Contains(digest.ToString(), finding.Message, StringComparison.Ordinal);
        Assert.Contains(lost.Uses, finding.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.File("restored")));
    }

    [Fact]
    public async Task A_sound_folder_has_nothing_unreadable_and_its_backup_is_whole()
    {
        using var folder = new TemporaryFolder();

        var data = sound.Copy(folder);

        var manifest = await TakenBackup.WriteAsync(data, folder.File("backup.tar"), Ct);

        Assert.True(manifest.HasAllObjects);
        Assert.Equal(ObjectsOf(data).Length, manifest.Files.Count(file => BackupPaths.ObjectOf(file.Path) is not null));
    }

    private static string[] ObjectsOf(string data) =>
        [.. Directory.EnumerateFiles(Path.Combine(data, "objects", "sha256"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
