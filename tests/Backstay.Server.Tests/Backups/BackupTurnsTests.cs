using Backstay.Client.Backups;
using Backstay.Server.Backups;
using Backstay.Server.Node;
using Backstay.Server.Tests.Audit.Damage;
using Backstay.Storage.Ledger.Sqlite;
using Backstay.Storage.Objects.Folder;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Backups;

/// <summary>One backup at a time; whoever comes as the one before ends is not turned away.</summary>
public sealed class BackupTurnsTests(SoundFolder sound) : IClassFixture<SoundFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_waits_a_little_for_the_one_before_and_is_refused_where_that_goes_on()
    {
        using var folder = new TemporaryFolder();
        var layout = new DataLayout(sound.Copy(folder));
        var ids = new SystemIdSource();
        var installation = Installation.Open(layout, LedgerSession.Workspace, ids);
        await using var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace));
        using var session = await LedgerSession.OpenAsync(store, installation, [], (TimeProvider.System, ids), Ct);
        var options = new ServeOptions { DataFolder = layout.Root };
        await using var decisions = SqliteDecisionStore.Open(layout.Decisions, TimeProvider.System);
        using var maker = new BackupMaker(options, session, decisions, FolderObjectStore.Open(layout.Root), ids, TimeProvider.System);

        var first = await maker.PrepareAsync(new BackupRequest(), Ct);
        Assert.True(first.IsOk, first.Problem?.Message);
        var refused = await maker.PrepareAsync(new BackupRequest(), Ct);
        var next = maker.PrepareAsync(new BackupRequest(), Ct);
        first.Value.Dispose();
        using var second = (await next).Value;

        Assert.Equal("backup-running", refused.Problem?.Code);
        Assert.StartsWith("backstay-", second.FileName, StringComparison.Ordinal);
        installation.Signer.Dispose();
    }
}
