using System.Text.RegularExpressions;
using Backstay.Client;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Storage;
using Backstay.TestKit;
using Backstay.TestKit.Durability;
using Backstay.TestKit.Durability.Writings;

namespace Backstay.Server.Tests.Audit.Damage;

/// <summary>
/// A data folder as a killed server leaves it, with something of everything in it: entries that were moved into the
/// ledger's own file and entries that are in the write-ahead log only, sealed texts, checkpoints and objects.
/// </summary>
public sealed partial class SoundFolder : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A checkpoint over all of it, kept elsewhere.</summary>
    public string Note { get; private set; } = "";

    /// <summary>An administrator's token, good in both folders.</summary>
    public string Admin { get; private set; } = "";

    /// <summary>What entries seal.</summary>
    internal IReadOnlyList<(long Seq, Digest Digest)> Texts { get; private set; } = [];

    /// <summary>All that it says.</summary>
    internal FolderContents Contents { get; private set; } = new([], [], [], default);

    private string Data => _folder.File("data");

    private string OlderData => _folder.File("older");

    public async ValueTask InitializeAsync()
    {
        await WriteAsync(CancellationToken.None);
        using var folder = new TemporaryFolder();
        var entries = (await FolderContents.ReadAsync(Copy(folder), [], CancellationToken.None)).Entries;
        Texts = [.. entries.SelectMany((entry, i) => Digests().Matches(entry).Select(match => (i + 1L, Digest.Parse(match.Groups[1].Value)))).Distinct()];
        Contents = await FolderContents.ReadAsync(folder.File("data"), Texts, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The data folder's files with their bytes, in a folder of a test's own.</summary>
    public string Copy(TemporaryFolder folder)
    {
        CopyOf(Data, folder.File("data"));
        return folder.File("data");
    }

    /// <summary>The same of a backup that was taken earlier.</summary>
    public string CopyOlder(TemporaryFolder folder)
    {
        CopyOf(OlderData, folder.File("data"));
        return folder.File("data");
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var checkpoints = new CheckpointWriting();
        IWriting[] writings = [new VersionWriting("w", random), new TokenWriting("w", random), new SystemWriting("w", random), checkpoints];

        // The second start moves the log into the ledger's file; the log that follows is the one that stays behind.
        foreach (var (rounds, copy) in new[] { (8, OlderData), (4, Data) })
        {
            var options = new ServeOptions { DataFolder = folder.File("data"), Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };
            await using var node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, ct);
            using var client = new BackstayClient(node.Api, Admin = Admin.Length > 0 ? Admin : await KilledServer.CreateAdminAsync(node.Api, ct));
            foreach (var writing in Enumerable.Range(0, rounds).SelectMany(_ => writings))
            {
                await writing.WriteAsync(client, ct);
            }

            CopyOf(folder.File("data"), copy);
        }

        Note = checkpoints.Notes[^1];
    }

    private static void CopyOf(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !IsOfTheProcess(file)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }

    private static bool IsOfTheProcess(string file) => file.EndsWith("-shm", StringComparison.Ordinal) || Path.GetFileName(file) == DataFolderLock.FileName;

    [GeneratedRegex("\"sha256:([0-9a-f]{64})\"")]
    private static partial Regex Digests();
}
