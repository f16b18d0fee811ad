using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Audit;

/// <summary><c>backstay ledger verify --data</c> over a folder that somebody, or a disk, has changed.</summary>
public sealed class FolderVerifyTests : IDisposable
{
    private const string Endpoint = """
        kind: endpoint
        endpoint: delay
        stage: development
        owner: ann
        backends:
          - {name: none, protocol: hosted}
        safeDefault: {delay: 12}
        why: Because of calls.
        """;

    private readonly StoppedFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_folder_verifies_and_says_how_many_objects_were_hashed()
    {
        await RegisterAsync();

        var verified = await _folder.VerifyAsync(Ct);
        var json = await _folder.VerifyAsync(Ct, "-o", "json");

        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        Assert.Contains("3 objects hashed again.", verified.Output, StringComparison.Ordinal);
        Assert.Equal(3, json.Json.GetProperty("objects").GetInt64());
    }

    [Theory]
    [InlineData(16)] // the size of a page
    [InlineData(60)] // our format's version
    [InlineData(68)] // whose file it is
    public async Task A_damaged_header_of_the_ledgers_file_does_not_verify(int at)
    {
        await RegisterAsync();
        var file = Path.Combine(_folder.Data, "ledger", "default.db");
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Ct);

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(1, verified.Code);
        Assert.Contains("unreadable", verified.Output, StringComparison.Ordinal);
        Assert.Contains("does NOT verify", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_a_server_it_says_that_objects_were_not_read()
    {
        var answers = await _folder.ServeAsync(Ct, ["ledger", "verify"]);

        Assert.Contains("Stored objects were not read", answers[0].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_byte_in_an_object_is_named_with_the_versions_that_use_it()
    {
        await RegisterAsync();
        StoppedFolder.Overwrite(_folder.PathOf(Digest.Of("shared bytes"u8)), "shared", "sharee");

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(1, verified.Code);
        Assert.Contains($"object-damaged entries 1 to 2: Object {Digest.Of("shared bytes"u8)} is corrupt", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("Used by dataset/first@1.0.0, dataset/second@1.0.0.", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("does NOT verify", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absent_objects_and_damage_to_those_that_nothing_uses_are_named()
    {
        await RegisterAsync();
        File.Delete(_folder.PathOf(Digest.Of("bytes of the second"u8)));
        StoppedFolder.Overwrite(_folder.PathOf(Digest.Of("used by nothing"u8)), "used", "lost");

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(1, verified.Code);
        Assert.Contains($"object-missing entries 2 to 2: Object {Digest.Of("bytes of the second"u8)} is not there. Used by dataset/second@1.0.0.", Joined(verified), StringComparison.Ordinal);
        Assert.Contains($"object-damaged: Object {Digest.Of("used by nothing"u8)} is corrupt", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("No entry uses it.", Joined(verified), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_with_a_list_of_files_of_its_own_needs_the_list_and_every_file()
    {
        for (var i = 0; i < 120; i++)
        {
            _folder.Write($"many/a-path-that-is-not-short-{i:D4}.txt", $"file {i}");
        }

        await _folder.ServeAsync(Ct, Register("dataset/many@1.0.0", _folder.Write("many/last.txt", "the last")[..^"/last.txt".Length]));
        var list = ListObject();
        File.Delete(_folder.PathOf(Digest.Of("file 77"u8)));
        var file = await _folder.VerifyAsync(Ct);
        StoppedFolder.Overwrite(_folder.PathOf(list), "0077", "0078");
        var both = await _folder.VerifyAsync(Ct);

        Assert.Contains($"Object {Digest.Of("file 77"u8)} is not there. Used by dataset/many@1.0.0.", Joined(file), StringComparison.Ordinal);
        Assert.Contains($"Object {list} is corrupt", Joined(both), StringComparison.Ordinal);
        Assert.Contains("Used by the list of files of dataset/many@1.0.0.", Joined(both), StringComparison.Ordinal);
        Assert.Equal((1, 1), (file.Code, both.Code));
    }

    [Fact]
    public async Task A_changed_text_is_found_and_readers_do_not_take_it_for_erased()
    {
        await RegisterAsync();
        var declared = await _folder.ServeAsync(Ct, ["apply", "-f", _folder.Write("endpoint.yaml", Endpoint)]);
        Assert.True(declared[0].Code == 0, declared[0].Error);
        StoppedFolder.Overwrite(Path.Combine(_folder.Data, "ledger", "default.db"), "Because of first.", "Because of money.");
        StoppedFolder.Overwrite(Path.Combine(_folder.Data, "ledger", "default.db"), "Because of calls.", "Because of money.");

        var verified = await _folder.VerifyAsync(Ct);
        var answers = await _folder.ServeAsync(Ct, ["version", "show", "dataset/first@1.0.0"], ["endpoint", "show", "delay"], ["changes", "delay"], ["ledger", "show", "-o", "json"]);

        Assert.Equal(1, verified.Code);
        Assert.Contains("sealed-text-changed  entries 1 to 1", verified.Output, StringComparison.Ordinal);
        Assert.Contains("sealed-text-changed  entries 3 to 3", verified.Output, StringComparison.Ordinal);
        foreach (var answer in answers)
        {
            Assert.Contains("not what was sealed", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("money", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("(erased)", answer.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>Two versions that share an object, and an object that no version has.</summary>
    private async Task RegisterAsync() => await _folder.ServeAsync(
        Ct,
        Register("dataset/first@1.0.0", _folder.Write("shared.txt", "shared bytes")),
        Register("dataset/second@1.0.0", _folder.Write("shared.txt", "shared bytes"), "--file", _folder.Write("second.txt", "bytes of the second")),
        ["object", "put", _folder.Write("nothing.txt", "used by nothing")]);

    private static string[] Register(string version, string file, params string[] more) =>
        ["version", "register", version, "--file", file, .. more, "--owner", "ann", "--purpose", "A test.", "--why", $"Because of {version.Split('/', '@')[1]}."];

    /// <summary>The one object that is a list of files.</summary>
    private Digest ListObject()
    {
        var file = Directory.GetFiles(Path.Combine(_folder.Data, "objects", "sha256"), "*", SearchOption.AllDirectories)
            .Single(path => File.ReadAllText(path).StartsWith("[{\"path\"", StringComparison.Ordinal));
        return Digest.Parse(Path.GetFileName(Path.GetDirectoryName(file)) + Path.GetFileName(file));
    }

    /// <summary>The output without the line breaks of a narrow screen.</summary>
    private static string Joined(CliAnswer answer) =>
        string.Join(' ', answer.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
