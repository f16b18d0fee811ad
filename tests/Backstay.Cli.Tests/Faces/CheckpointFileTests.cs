using Backstay.Cli.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Cli.Tests.Faces;

/// <summary>A checkpoint that was kept is what shows later that nothing before it was changed: it is not lost by the next one.</summary>
public sealed class CheckpointFileTests(CliNode node) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_checkpoint_that_is_there_is_not_replaced_unasked()
    {
        var kept = _folder.File("checkpoint.txt");
        await File.WriteAllTextAsync(kept, "the older one", TestContext.Current.CancellationToken);

        var run = await node.RunAsync("ledger", "checkpoint", "--out", kept);

        Assert.Equal((1, string.Empty), (run.Code, run.Output));
        Assert.StartsWith($"error: file-exists: '{kept}' exists.", run.Error, StringComparison.Ordinal);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Equal("the older one", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Force_replaces_it_whole_and_leaves_nothing_beside_it()
    {
        var kept = _folder.File("checkpoint.txt");
        await File.WriteAllTextAsync(kept, new string('x', 100_000), TestContext.Current.CancellationToken);

        var forced = await node.RunAsync("ledger", "checkpoint", "--out", kept, "--force");
        var verified = await node.RunAsync("ledger", "verify", "--checkpoint", kept);

        Assert.True(forced.Code == 0, forced.Error);
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal([kept], Directory.GetFiles(_folder.FullPath));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_bad_input()
    {
        var file = _folder.File("file");
        await File.WriteAllTextAsync(file, "no folder", TestContext.Current.CancellationToken);

        var run = await node.RunAsync("ledger", "checkpoint", "--out", Path.Combine(file, "checkpoint.txt"));

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        Assert.Contains("(--out)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ledger checkpoint --force --out", "--out")]
    [InlineData("backup --force", "file")]
    public async Task A_folder_is_no_file_and_the_answer_says_so(string line, string field)
    {
        var run = await node.RunAsync([.. line.Split(' '), _folder.FullPath]);

        Assert.Equal((2, string.Empty), (run.Code, run.Output));
        Assert.StartsWith($"error: invalid-input ({field}): '{_folder.FullPath}' is a folder.", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
