namespace Backstay.EndToEnd.Tests.Backups;

/// <summary>Neither verb touches what was there before: backups of the operator's, neighbours, links, files of others.</summary>
public sealed class BackupPlaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_leaves_the_operators_own_files_in_the_data_folder_alone_and_may_go_there()
    {
        await using var scene = await BackupScene.StartAsync();
        var (sunday, monday) = (Path.Combine(scene.Data, "backup", "sunday.tar"), Path.Combine(scene.Data, "backup", "monday.tar"));
        Directory.CreateDirectory(Path.Combine(scene.Data, "backup"));
        await File.WriteAllTextAsync(sunday, "precious", Ct);

        await scene.MustAsync("backup", monday, "--with-keys");
        await scene.MustAsync("backup", scene.File("elsewhere.tar"));

        Assert.Equal("precious", await File.ReadAllTextAsync(sunday, Ct));
        await scene.MustAsync("restore", monday, "--data", scene.File("restored"));
        Assert.Empty(Directory.EnumerateDirectories(scene.Data, "backup-*"));
    }

    [Fact]
    public async Task A_restore_leaves_whatever_lies_beside_its_target_alone_also_where_it_fails()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("good.tar"), "--with-keys");
        await File.WriteAllTextAsync(scene.File("bad.tar"), "no backup", Ct);
        foreach (var folder in new[] { "t1.restoring", "victim" })
        {
            Directory.CreateDirectory(scene.File(folder));
            await File.WriteAllTextAsync(Path.Combine(scene.File(folder), "a.txt"), "precious", Ct);
        }

        Directory.CreateSymbolicLink(scene.File("t2.restoring"), scene.File("victim"));
        foreach (var target in new[] { "t1", "t2" })
        {
            var (exitCode, _, error) = await scene.RunAsync("restore", scene.File("bad.tar"), "--data", scene.File(target));
            Assert.True(exitCode == 1 && error.Contains("backup-damaged", StringComparison.Ordinal), error);
            await scene.MustAsync("restore", scene.File("good.tar"), "--data", scene.File(target));
            Assert.Null(new DirectoryInfo(scene.File(target)).LinkTarget);
        }

        foreach (var folder in new[] { "t1.restoring", "victim" })
        {
            Assert.Equal(["a.txt"], Directory.EnumerateFileSystemEntries(scene.File(folder)).Select(Path.GetFileName));
            Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(scene.File(folder), "a.txt"), Ct));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("."), "*.restoring-*"));
    }

    [Fact]
    public async Task A_restore_is_refused_by_name_where_the_target_can_be_none_and_writes_nothing_there()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("good.tar"), "--with-keys");
        Directory.CreateDirectory(scene.File("empty"));
        Directory.CreateSymbolicLink(scene.File("link"), scene.File("empty"));
        Directory.CreateDirectory(scene.File("others"));
        await File.WriteAllTextAsync(Path.Combine(scene.File("others"), "lock"), "the lock of somebody else", Ct);
        foreach (var (target, said) in new[] { ("/", "root of the file system"), (scene.File("link"), "symbolic link"), (scene.File("good.tar"), "is a file"), (scene.File("others"), "folder-not-empty") })
        {
            var (exitCode, _, error) = await scene.RunAsync("restore", scene.File("good.tar"), "--data", target);

            Assert.True(exitCode is 1 or 2, $"{target}: {exitCode}");
            Assert.Contains(said, error, StringComparison.Ordinal);
        }

        Assert.Equal("the lock of somebody else", await File.ReadAllTextAsync(Path.Combine(scene.File("others"), "lock"), Ct));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("empty")));
        Assert.Equal(scene.File("empty"), new DirectoryInfo(scene.File("link")).LinkTarget);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("."), "*.restoring-*"));
    }

    [Fact]
    public async Task Of_restores_onto_one_target_one_makes_it_and_the_others_are_refused()
    {
        const int Restores = 3;
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("good.tar"), "--with-keys");

        var all = await Task.WhenAll(Enumerable.Range(0, Restores).Select(_ => scene.RunAsync("restore", scene.File("good.tar"), "--data", scene.File("made"))));

        Assert.Single(all, one => one.ExitCode == 0);
        Assert.All(all.Where(one => one.ExitCode != 0), one => Assert.Contains("folder-not-empty", one.Error, StringComparison.Ordinal));
        await scene.MustAsync("ledger", "verify", "--data", scene.File("made"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.File("."), "*.restoring-*"));
    }

    [Fact]
    public async Task Keys_that_no_server_could_start_with_are_refused_before_anything_gets_its_name()
    {
        await using var scene = await BackupScene.StartAsync();
        await scene.MustAsync("backup", scene.File("plain.tar"));
        Directory.CreateDirectory(scene.File("keys"));
        foreach (var (file, bytes) in new[] { ("unit.key", 5), ("unit.key", 0), ("checkpoint.pem", 40) })
        {
            foreach (var name in new[] { "unit.key", "checkpoint.pem" })
            {
                File.Copy(Path.Combine(scene.Data, "keys", name), Path.Combine(scene.File("keys"), name), overwrite: true);
            }

            await File.WriteAllBytesAsync(Path.Combine(scene.File("keys"), file), new byte[bytes], Ct);
            var (exitCode, _, error) = await scene.RunAsync("restore", scene.File("plain.tar"), "--data", scene.File("made"), "--keys", scene.File("keys"));

            Assert.True(exitCode == 1, $"{file} of {bytes}: {exitCode} {error}");
            Assert.Contains("--keys", error, StringComparison.Ordinal);
            Assert.Contains(file, error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(scene.File("made")));
        }
    }
}
