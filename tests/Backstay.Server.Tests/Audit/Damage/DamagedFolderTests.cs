using Backstay.Client;
using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Audit;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.TestKit;
using Microsoft.Extensions.Logging;

namespace Backstay.Server.Tests.Audit.Damage;

/// <summary>
/// Invariant 11 by trying: whatever bit of ledger and objects flips, and wherever their files are cut off, either
/// verification names damage, or all that the folder says is as it was. And no start makes something of it.
/// </summary>
public sealed class DamagedFolderTests(SoundFolder sound, ITestOutputHelper output) : IClassFixture<SoundFolder>
{
    private const int Flips = 60;
    private const string Ledger = "ledger/default.db";
    private const string Log = Ledger + "-wal";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_server_leaves_verifies_and_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var (file, log) = (File.ReadAllBytes(Path.Combine(data, Ledger)), File.ReadAllBytes(Path.Combine(data, Log)));

        Assert.Empty(await FindingsAsync(data, sound.Note));

        Assert.Equal(file, File.ReadAllBytes(Path.Combine(data, Ledger)));
        Assert.Equal(log, File.ReadAllBytes(Path.Combine(data, Log)));
        Assert.NotEmpty(sound.Texts);
        Assert.True(sound.Contents == await FolderContents.StartAsync(data, sound.Texts, Ct));
    }

    [Theory]
    [InlineData(Ledger)]
    [InlineData(Log)]
    public async Task A_flipped_bit_is_named_or_changes_nothing(string file)
    {
        var (named, harmless) = (0, 0);
        for (var seed = 0; seed < Flips; seed++)
        {
            using var folder = new TemporaryFolder();
            var data = sound.Copy(folder);
            var random = new Random(seed);
            var bytes = File.ReadAllBytes(Path.Combine(data, file));
            var at = random.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Path.Combine(data, file), bytes);
            var where = $"seed {seed}, byte {at} of {bytes.Length}";

            var findings = await FindingsAsync(data, note: null);

            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(data, file))), $"Verification wrote ({where}).");
            if (findings.Count == 0)
            {
                harmless++;
                Assert.True(sound.Contents == await FolderContents.ReadAsync(data, sound.Texts, Ct), $"It is not found, and something is another ({where}).");
                Assert.True(sound.Contents == await FolderContents.StartAsync(data, sound.Texts, Ct), $"A start changed something ({where}).");
            }
            else
            {
                named++;
                await AssertStartIsHonestAsync(data, sound.Contents, $"{where}, found: {string.Join(" ", findings)}");
            }
        }

        output.WriteLine($"{file}: {named} of {Flips} flips named, {harmless} in bytes that mean nothing");
        Assert.True(named > Flips / 4, $"Only {named} of {Flips} flips were found at all.");
    }

    [Theory]
    [InlineData(Ledger)]
    [InlineData(Log)]
    public async Task A_file_that_was_cut_off_anywhere_is_named_by_a_checkpoint_kept_elsewhere(string file)
    {
        const int Cuts = 20;
        for (var seed = 0; seed < Cuts; seed++)
        {
            using var folder = new TemporaryFolder();
            var data = sound.Copy(folder);
            var length = new FileInfo(Path.Combine(data, file)).Length;
            var cut = seed == 0 ? 0 : new Random(seed).NextInt64(length);
            using (var cutFile = File.OpenWrite(Path.Combine(data, file)))
            {
                cutFile.SetLength(cut);
            }

            var findings = await FindingsAsync(data, sound.Note);

            Assert.True(findings.Count > 0 || sound.Contents == await FolderContents.ReadAsync(data, sound.Texts, Ct), $"Cut off at {cut} of {length}, and nobody says so.");
        }
    }

    [Fact]
    public async Task Batches_behind_damage_in_the_log_are_not_dropped_by_a_start()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var path = Path.Combine(data, Log);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var refused = Assert.Throws<LedgerBrokenException>(() => SqliteLedgerStore.Open(Path.Combine(data, Ledger)));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("is damaged at frame", refused.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        var finding = Assert.Single((await VerifyAsync(data, note: null)).Findings, found => found.Kind == LedgerFindingKind.FileDamaged);
        Assert.Equal(refused.Message, finding.Message);
    }

    [Fact]
    public async Task A_torn_last_batch_is_named_and_a_start_goes_on_without_it()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var path = Path.Combine(data, Log);
        using (var log = File.OpenWrite(path))
        {
            log.SetLength(log.Length - 10);
        }

        var torn = Assert.Single((await VerifyAsync(data, note: null)).Findings);
        var started = await FolderContents.StartAsync(data, sound.Texts, Ct);

        Assert.Equal(LedgerFindingKind.TornTail, torn.Kind);
        Assert.Contains(path, torn.Message, StringComparison.Ordinal);
        Assert.Equal(sound.Contents.Entries, started.Entries); // the last batch is the last checkpoint's
        Assert.Equal(sound.Contents.Checkpoints.Length - 1, started.Checkpoints.Length);
        Assert.True((await VerifyAsync(data, note: null)).IsOk);
    }

    [Fact]
    public async Task A_start_that_drops_the_end_of_the_log_says_so_and_keeps_it()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var path = Path.Combine(data, Log);
        var bytes = File.ReadAllBytes(path);
        bytes[^10] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var log = new LogLines();

        await using var node = await BackstayNode.StartAsync(
            new ServeOptions { DataFolder = data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") },
            TimeProvider.System, logging => logging.AddProvider(log), Ct);

        var said = Assert.Single(log.Lines, line => line.Contains("opened without the end of its log", StringComparison.Ordinal));
        Assert.Contains($"'{path}' ends, from frame", said, StringComparison.Ordinal);
        Assert.Contains($"kept in '{path}.dropped'", said, StringComparison.Ordinal);
        Assert.True(File.Exists(path + ".dropped"));
    }

    [Fact]
    public async Task The_lock_of_a_running_server_is_removed_and_it_accepts_nothing_more_and_no_second_server_gets_in()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var options = new ServeOptions { DataFolder = data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") };
        await using var node = await BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, Ct);
        File.Delete(Path.Combine(data, DataFolderLock.FileName));

        var second = await Assert.ThrowsAsync<DataFolderInUseException>(() => BackstayNode.StartAsync(options, TimeProvider.System, _ => { }, Ct));
        using var client = new BackstayClient(node.Api, sound.Admin);
        var refused = await Assert.ThrowsAsync<BackstayException>(() => new LedgerClient(client).CheckpointAsync(Ct));

        Assert.Contains("it holds '", second.Message, StringComparison.Ordinal);
        Assert.Equal("ledger-broken", refused.Problem.Code);
    }

    [Fact]
    public async Task A_full_disk_is_not_called_damage()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(megabytes: 8);
        var data = Path.Combine(disk.FullPath, "data");
        Directory.CreateDirectory(Path.Combine(data, "ledger"));
        await using (SqliteLedgerStore.Open(Path.Combine(sound.Copy(folder), Ledger)))
        {
        }

        File.Copy(folder.File("data", "ledger", "default.db"), Path.Combine(data, Ledger));
        var filler = disk.Fill();

        Assert.False(FolderLedger.Open(data).TryGet(out _, out var problem));

        Assert.Equal("no-space", problem.Code);
        File.Delete(filler);
        Assert.DoesNotContain((await VerifyAsync(data, sound.Note)).Findings, found => found.Kind != LedgerFindingKind.ObjectMissing);
    }

    [Fact]
    public async Task A_flipped_bit_or_a_cut_in_an_object_is_named_with_its_digest()
    {
        using var folder = new TemporaryFolder();
        var data = sound.Copy(folder);
        var objects = Directory.GetFiles(Path.Combine(data, "objects", "sha256"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var random = new Random(5);
        foreach (var file in objects)
        {
            var sane = File.ReadAllBytes(file);
            var bytes = sane[..random.Next(1, sane.Length + 1)];
            bytes[random.Next(bytes.Length)] ^= (byte)(bytes.Length == sane.Length ? 1 << random.Next(8) : 0);
            File.WriteAllBytes(file, bytes);
            var digest = Digest.Parse(Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file));

            var finding = Assert.Single((await VerifyAsync(data, note: null)).Findings);

            Assert.Equal(LedgerFindingKind.ObjectDamaged, finding.Kind);
            Assert.Contains(digest.ToString(), finding.Message, StringComparison.Ordinal);
            File.WriteAllBytes(file, sane);
        }

        Assert.NotEmpty(objects);
    }

    [Fact]
    public async Task An_old_backup_is_sound_and_is_found_by_a_newer_checkpoint_with_and_without_a_server()
    {
        using var folder = new TemporaryFolder();
        var data = sound.CopyOlder(folder);
        Assert.True((await VerifyAsync(data, note: null)).IsOk);

        var offline = await VerifyAsync(data, sound.Note);
        await using var node = await BackstayNode.StartAsync(
            new ServeOptions { DataFolder = data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") }, TimeProvider.System, _ => { }, Ct);
        using var client = new BackstayClient(node.Api, sound.Admin);
        var online = await new LedgerClient(client).VerifyAsync(new VerifyLedger { Checkpoint = sound.Note }, Ct);

        var finding = Assert.Single(offline.Findings);
        Assert.Equal((LedgerFindingKind.Truncated, offline.Entries + 1, (long)sound.Contents.Entries.Length), (finding.Kind, finding.FromSeq, finding.ToSeq));
        Assert.Equal(finding, Assert.Single(online.Findings));
    }

    /// <summary>A start refuses, or goes on with all that the ledger said before: damage may be where no entry is.</summary>
    private static async Task AssertStartIsHonestAsync(string data, FolderContents before, string where)
    {
        try
        {
            var after = await FolderContents.StartAsync(data, [], Ct);
            Assert.True(before.Entries.SequenceEqual(after.Entries) && before.State == after.State,
                $"A start went on with {after.Entries.Length} entries of {before.Entries.Length} ({where}).");
        }
        catch (Exception refused) when (refused is LedgerBrokenException or IOException)
        {
            Assert.Contains("ledger", refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task<IReadOnlyList<string>> FindingsAsync(string data, string? note)
    {
        if (!FolderLedger.Open(data).TryGet(out var opened, out var problem))
        {
            return [problem.Message];
        }

        await using var ledger = opened;
        var result = await ledger.VerifyAsync(new() { Checkpoint = note }, entries: null, objects: null, Ct);
        return result.TryGet(out var verification, out problem) ? [.. verification.Findings.Select(found => $"{found.Kind}: {found.Message}")] : [problem.Message];
    }

    private static async Task<LedgerVerification> VerifyAsync(string data, string? note)
    {
        await using var ledger = FolderLedger.Open(data).Value;
        return (await ledger.VerifyAsync(new() { Checkpoint = note }, entries: null, objects: null, Ct)).Value;
    }
}
