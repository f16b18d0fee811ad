using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.World;
using Backstay.Server.Degraded;
using Backstay.Server.Node;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Node;

public sealed class LedgerSessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Whoever starts a server asked for no position: what is wrong is the ledger, and the way out is a backup.</summary>
    [Fact]
    public async Task A_ledger_that_ends_inside_a_command_is_refused_as_damaged_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        var ids = new SystemIdSource();
        var installation = Installation.Open(new DataLayout(folder.File("data")), LedgerSession.Workspace, ids);
        using var signer = installation.Signer;
        var store = new MemoryLedgerStore();
        await store.AppendAsync(0, [FirstOfTwo()], [], Ct);

        var refused = await Assert.ThrowsAsync<LedgerBrokenException>(
            () => LedgerSession.OpenAsync(store, installation, [], (TimeProvider.System, ids), Ct));

        Assert.Contains("entry 1 is the ledger's last and only number 1 of the 2 entries of its command", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ledger verify --data", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Try ", refused.Message, StringComparison.Ordinal);
        Assert.Equal("ledger-damaged", LedgerTrouble.Of(refused, folder.FullPath)?.Code);
    }

    private static LedgerRecord FirstOfTwo() => EntryCodec.Encode(new LedgerEntry(
        1, LedgerSession.Workspace, DateTimeOffset.UnixEpoch, new Actor("usr", null, "tok"), new CommandRef("k", Digest.Of([]), 0, 2),
        "releases.system-recorded", 1,
        Catalogs.Facts.Encode(new SystemRecorded(Name.Parse("db"), SemanticVersion.Parse("1.0.0"), Why: null)).Value)).Value;
}
