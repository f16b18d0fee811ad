using System.Text;
using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Audit;

/// <summary>One damaged row of a ledger's file: what else is wrong is found, what is sound is used, and a row of texts keeps nobody from a backup.</summary>
public sealed class DamagedRowTests : IDisposable
{
    /// <summary>From a text to the third byte of its length: in front of it stand its salt, its digest and the length.</summary>
    private const int ToTextLength = -(32 + Digest.Size + 4) + 2;

    /// <summary>From an entry's bytes to the third byte of their length: in front of them stand their hash and the length.</summary>
    private const int ToEntryLength = -(Digest.Size + 4) + 2;

    private readonly StoppedFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(_folder.Data, "ledger", "default.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_row_of_texts_is_no_damage_to_entries_and_those_behind_it_are_checked()
    {
        await RegisterAsync("first", "second", "third");
        StoppedFolder.Flip(Ledger, "Because of first.", ToTextLength);
        StoppedFolder.Overwrite(Ledger, "file-of-third", "file-of-thorn");

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(1, verified.Code);
        Assert.Contains("3 entries hashed again", verified.Output, StringComparison.Ordinal);
        Assert.Contains("sealed-text-changed entries 1 to 1: Not all texts of the entries 1 to 1 can be read", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("leaf-hash-differs entries 3 to 3", Joined(verified), StringComparison.Ordinal);
        Assert.DoesNotContain("unreadable", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("truncated", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_and_backups_live_with_a_damaged_row_of_texts()
    {
        await RegisterAsync("first", "second");
        StoppedFolder.Flip(Ledger, "Because of first.", ToTextLength);
        var backup = _folder.Write("made/here", "")[..^"here".Length];

        var answers = await _folder.ServeAsync(
            Ct, ["version", "show", "dataset/first@1.0.0"], ["ledger", "show", "-o", "json"], ["backup", Path.Combine(backup, "all.tar"), "--with-keys"], ["version", "show", "dataset/second@1.0.0"]);
        var restored = await StoppedFolder.RunAsync(["restore", Path.Combine(backup, "all.tar"), "--data", Path.Combine(backup, "restored")], Ct);

        Assert.All(answers, answer => Assert.True(answer.Code == 0, answer.Output + answer.Error));
        Assert.All(answers.Take(2), answer => Assert.Contains("[not what was sealed", Joined(answer), StringComparison.Ordinal));
        Assert.Contains("Because of second.", answers[3].Output, StringComparison.Ordinal);
        Assert.Equal(1, restored.Code);
        Assert.Contains("Restored to restored", restored.Output, StringComparison.Ordinal);
        Assert.Contains("sealed-text-changed: Not all texts of the entries 1 to 1", Joined(restored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digests_that_are_no_texts_are_not_shown_as_changed_ones()
    {
        await RegisterAsync("first");
        StoppedFolder.Flip(Ledger, "Because of first.", ToTextLength);

        var shown = (await _folder.ServeAsync(Ct, ["ledger", "show", "-o", "json"]))[0];

        Assert.Equal(1, shown.Output.Split("[not what was sealed").Length - 1);
        Assert.Contains("A test of first.", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_row_of_entries_is_named_exactly_and_whatever_else_is_wrong_stays_found()
    {
        await RegisterAsync("first", "second", "third", "fourth");
        StoppedFolder.Overwrite(Ledger, "file-of-first", "file-of-fiend");
        FlipEntry("file-of-third");
        StoppedFolder.Overwrite(Ledger, "file-of-fourth", "file-of-forest");
        File.Delete(_folder.PathOf(Digest.Of("bytes of second"u8)));

        var verified = await _folder.VerifyAsync(Ct);

        Assert.Equal(1, verified.Code);
        Assert.Contains("2 entries hashed again", verified.Output, StringComparison.Ordinal);
        Assert.Contains("leaf-hash-differs entries 1 to 1", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("unreadable entries 3 to 3: Entries 3 to 3 can't be read", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("leaf-hash-differs entries 4 to 4", Joined(verified), StringComparison.Ordinal);
        Assert.Contains("object-missing entries 2 to 2", Joined(verified), StringComparison.Ordinal);
        Assert.DoesNotContain("truncated", verified.Output, StringComparison.Ordinal);
    }

    /// <summary>Each a command, so each with rows of its own.</summary>
    private async Task RegisterAsync(params string[] names)
    {
        var answers = await _folder.ServeAsync(Ct, [.. names.Select(name => new[]
        {
            "version", "register", $"dataset/{name}@1.0.0", "--file", _folder.Write($"file-of-{name}", $"bytes of {name}"),
            "--owner", "ann", "--purpose", $"A test of {name}.", "--why", $"Because of {name}.",
        })]);
        Assert.All(answers, answer => Assert.True(answer.Code == 0, answer.Error));
    }

    private void FlipEntry(string text)
    {
        var bytes = File.ReadAllBytes(Ledger);
        var start = bytes.AsSpan(0, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text))).LastIndexOf("{\"actor\":"u8);
        bytes[start + ToEntryLength] ^= 0x40;
        File.WriteAllBytes(Ledger, bytes);
    }

    /// <summary>The output without the line breaks of a narrow screen.</summary>
    private static string Joined(CliAnswer answer) =>
        string.Join(' ', answer.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
