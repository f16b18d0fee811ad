using System.Diagnostics;
using Backstay.Cli.Versions;
using Backstay.Client;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Versions;

public sealed class GitCheckoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clean_tree_has_no_dirty_digest_and_every_change_gives_another()
    {
        await GitAsync("init", "-q");
        File.WriteAllText(_folder.File("train.py"), "print(1)\n");
        await GitAsync("add", ".");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "one");
        await GitAsync("remote", "add", "origin", "https://user:secret@example.org/r.git");

        var clean = await GitCheckout.ReadAsync(_folder.FullPath, Ct);
        File.WriteAllText(_folder.File("train.py"), "print(2)\n");
        var changed = await GitCheckout.ReadAsync(_folder.FullPath, Ct);
        var again = await GitCheckout.ReadAsync(_folder.FullPath, Ct);
        File.WriteAllText(_folder.File("new.py"), "print(3)\n");
        var untracked = await GitCheckout.ReadAsync(_folder.FullPath, Ct);

        Assert.Equal("https://example.org/r.git", clean.Repository);
        Assert.Equal(40, clean.Commit?.Length);
        Assert.Null(clean.Dirty);
        Assert.NotNull(changed.Dirty);
        Assert.Equal(changed, again);
        Assert.NotEqual(changed.Dirty, untracked.Dirty);
    }

    [Fact]
    public async Task Outside_a_checkout_the_option_is_refused()
    {
        var refused = await Assert.ThrowsAsync<BackstayException>(() => GitCheckout.ReadAsync(_folder.FullPath, Ct));

        Assert.Equal((400, "--from-git"), (refused.Problem.Status, refused.Problem.Field));
    }

    private async Task GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", _folder.FullPath, .. arguments]))
            ?? throw new InvalidOperationException("git did not start.");
        await git.WaitForExitAsync(Ct);
        Assert.Equal(0, git.ExitCode);
    }
}
