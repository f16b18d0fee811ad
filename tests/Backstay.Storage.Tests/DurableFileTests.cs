using Backstay.TestKit;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests;

public sealed class DurableFileTests : IDisposable
{
    private const int Eio = 5;
    private const int Enospc = 28;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EIO", Eio)]
    [InlineData("ENOSPC", Enospc)]
    public async Task A_failed_fsync_is_an_error_that_names_file_and_errno(string error, int errno)
    {
        using var probe = Probe.StartWithFault($"fsync:error={error}", "sync-file", _folder.File("f"));

        var said = Assert.Single(await probe.ReadToEndAsync(Ct));

        Assert.StartsWith($"failed {errno} ", said, StringComparison.Ordinal);
        Assert.Contains(_folder.File("f"), said, StringComparison.Ordinal);
        Assert.Contains($"errno {errno}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_fsync_is_called_again()
    {
        using var probe = Probe.StartWithFault("fsync:error=EINTR:when=1..3", "sync-file", _folder.File("f"));

        Assert.Equal(["synced"], await probe.ReadToEndAsync(Ct));
    }

    [Fact]
    public void A_folder_is_created_with_its_parents_for_the_owner_alone()
    {
        DurableFile.CreateFolder(_folder.File("a", "b"));
        DurableFile.CreateFolder(_folder.File("a", "b"));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(DurableFile.PrivateFolder, File.GetUnixFileMode(_folder.File("a")));
            Assert.Equal(DurableFile.PrivateFolder, File.GetUnixFileMode(_folder.File("a", "b")));
        }
    }

    [Fact]
    public void Replacing_gives_the_new_bytes_and_leaves_nothing_beside()
    {
        var path = _folder.File("f");

        DurableFile.Replace(path, "a longer first content"u8);
        DurableFile.Replace(path, "second"u8);

        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullPath));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error()
    {
        var error = Assert.Throws<IOException>(() => DurableFile.SyncFolder(_folder.File("absent")));

        Assert.Contains(_folder.File("absent"), error.Message, StringComparison.Ordinal);
    }
}
