using Backstay.Storage.Telemetry;
using Backstay.Storage.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Storage.Tests.Telemetry;

public sealed class WalSyncerTests
{
    /// <summary>A log that may not be opened is as bad as one that can't be: nobody may be left to think that commits reach the disk.</summary>
    [Fact]
    public async Task A_log_that_may_not_be_opened_is_told()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("decisions-wal"));
        Exception? told = null;
        await using (var syncer = new WalSyncer(folder.File("decisions"), new StandingTime(), failure => told = failure))
        {
            syncer.NoteCommit();
        }

        Assert.IsType<UnauthorizedAccessException>(told);
    }
}
