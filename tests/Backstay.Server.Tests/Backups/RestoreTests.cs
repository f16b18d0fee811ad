using Backstay.Cli;
using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>Restores that meet a full disk, and a ledger that was signed by two keys.</summary>
public sealed class RestoreTests : IDisposable
{
    private const int ObjectBytes = 600 << 10;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    private string Backup => _folder.File("all.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wherever_the_disk_is_full_nothing_is_restored_nothing_stays_behind_and_space_is_what_is_asked_for()
    {
        await File.WriteAllBytesAsync(_folder.File("object"), new byte[ObjectBytes], Ct);
        await ServeAsync(newKeys: false, ["object", "put", _folder.File("object")], ["ledger", "checkpoint"], ["backup", Backup, "--with-keys"]);
        using var disk = new SmallDisk(megabytes: 4);
        var target = Path.Combine(disk.FullPath, "restored");
        var filler = disk.Fill();
        var refused = 0;
        while (await RunAsync("restore", Backup, "--data", target) is var (code, _, error) && code != 0)
        {
            Assert.True(code == 3, $"{code}: {error}");
            Assert.Contains("error: no-space:", error, StringComparison.Ordinal);
            Assert.Equal([filler], Directory.EnumerateFileSystemEntries(disk.FullPath));
            refused++;
            using var file = File.OpenWrite(filler);
            file.SetLength(Math.Max(0, file.Length - (64 << 10)));
        }

        Assert.True(refused > ObjectBytes / (64 << 10), $"Only {refused} restores met a full disk.");
        Assert.True(File.Exists(Path.Combine(target, "ledger", "default.db")));
    }

    [Fact]
    public async Task A_backup_of_an_installation_that_once_lost_its_key_is_restored_and_starts()
    {
        await ServeAsync(newKeys: false, ["ledger", "checkpoint"]);
        File.Delete(Path.Combine(Data, "keys", "checkpoint.pem"));
        await ServeAsync(newKeys: true, ["object", "put", _folder.File("nothing")], ["ledger", "checkpoint"], ["backup", Backup, "--with-keys"]);

        var (code, output, error) = await RunAsync("restore", Backup, "--data", _folder.File("restored"));

        Assert.True(code == 0, output + error);
        Assert.Contains("Restored to", output, StringComparison.Ordinal);
        await using var node = await StartAsync(_folder.File("restored"), newKeys: false);
        Assert.Null(node.Degraded);
    }

    /// <summary>Verification names a hundred findings of a kind; that there are more makes what is missing no other damage.</summary>
    [Fact]
    public async Task A_backup_that_lacks_more_objects_than_are_named_is_restored_and_says_how_many_there_are()
    {
        const int Files = 130;
        Directory.CreateDirectory(_folder.File("files"));
        for (var i = 0; i < Files; i++)
        {
            await File.WriteAllTextAsync(_folder.File("files", $"f{i}"), $"object {i}", Ct);
        }

        await ServeAsync(newKeys: false, ["version", "register", "dataset/many@1.0.0", "--file", _folder.File("files"), "--owner", "ann", "--purpose", "tests", "--why", "a test"]);
        var lost = Directory.GetFiles(Path.Combine(Data, "objects", "sha256"), "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length < 16).ToList();
        Assert.Equal(Files, lost.Count);
        lost.ForEach(File.Delete);
        await ServeAsync(newKeys: false, ends: 1, ["backup", Backup, "--with-keys"]);

        var (code, output, error) = await RunAsync("restore", Backup, "--data", _folder.File("restored"));

        Assert.Equal("", error);
        Assert.Equal(1, code);
        Assert.Contains("Restored to restored", output, StringComparison.Ordinal);
        Assert.Contains("and 30 more", output, StringComparison.Ordinal);
        await using var node = await StartAsync(_folder.File("restored"), newKeys: false);
        Assert.Null(node.Degraded);
    }

    private Task ServeAsync(bool newKeys, params string[][] commands) => ServeAsync(newKeys, ends: 0, commands);

    /// <param name="ends">The exit code of each command.</param>
    private async Task ServeAsync(bool newKeys, int ends, params string[][] commands)
    {
        await File.WriteAllTextAsync(_folder.File("nothing"), "nothing", Ct);
        await using var node = await StartAsync(Data, newKeys);
        using var client = new BackstayClient(node.Api, token: null);
        await client.SetSystemAsync(Name.Parse("database"), new SetSystemRequest { Version = new SemanticVersion(1, 0, 0, null), Why = "an entry" }, idempotencyKey: null, Ct);
        foreach (var command in commands)
        {
            var (code, output, error) = await RunAsync([.. command, "--server", node.Api.ToString()]);
            Assert.True(code == ends, $"{string.Join(' ', command)}: {output}{error}");
        }
    }

    private static Task<BackstayNode> StartAsync(string data, bool newKeys) => BackstayNode.StartAsync(
        new ServeOptions { DataFolder = data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0"), NewKeys = newKeys },
        TimeProvider.System,
        _ => { },
        Ct);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(args, output, error, Ct), output.ToString(), error.ToString());
    }
}
