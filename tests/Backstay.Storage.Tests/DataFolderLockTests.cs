using Backstay.TestKit;
using Backstay.TestKit.Faults;

namespace Backstay.Storage.Tests;

public sealed class DataFolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_is_dead()
    {
        using var probe = Probe.Start("hold-lock", _folder.FullPath);
        Assert.Equal("locked", await probe.Output.ReadLineAsync(Ct));

        var refused = Assert.Throws<DataFolderInUseException>(() => DataFolderLock.Take(_folder.FullPath));
        await probe.KillAsync(Ct);
        using var held = DataFolderLock.Take(_folder.FullPath);

        Assert.Contains($"'{_folder.FullPath}' is in use by process {probe.Id}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(_folder.FullPath, held.Folder);
    }

    [Fact]
    public void A_second_holder_in_the_same_process_is_refused_and_can_follow()
    {
        using (DataFolderLock.Take(_folder.FullPath))
        {
            Assert.Throws<DataFolderInUseException>(() => DataFolderLock.Take(_folder.FullPath));
        }

        using var next = DataFolderLock.Take(_folder.FullPath);
    }

    [Fact]
    public void A_missing_folder_is_created()
    {
        using var held = DataFolderLock.Take(_folder.File("new"));

        Assert.True(Directory.Exists(_folder.File("new")));
    }
}
