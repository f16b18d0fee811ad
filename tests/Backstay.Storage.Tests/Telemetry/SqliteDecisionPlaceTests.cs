using Backstay.Storage.Telemetry;
using Backstay.TestKit;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Storage.Tests.Telemetry;

/// <summary>Files that are taken from under telemetry in use.</summary>
public sealed class SqliteDecisionPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("telemetry");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    public async Task No_outcome_is_acknowledged_once_a_file_is_gone(string which)
    {
        await using var store = SqliteDecisionStore.Open(FilePath, TimeProvider.System);
        store.Record(Decision(1));
        await store.AddOutcomesAsync([Outcome(1, "0.5")], Ct);
        File.Delete(FilePath + which);

        var refused = await Assert.ThrowsAsync<IOException>(() => store.AddOutcomesAsync([Outcome(1, "true", name: "safe")], Ct));

        Assert.Contains("was deleted, replaced or moved", refused.Message, StringComparison.Ordinal);
        if (which.Length > 0)
        {
            File.Copy(FilePath, _folder.File("killed"));
            await using var next = SqliteDecisionStore.Open(_folder.File("killed"), TimeProvider.System);
            Assert.Single((await next.FindAsync(Id(1), Ct))!.Outcomes);
        }
    }

    [Fact]
    public async Task Outcomes_in_a_log_that_is_gone_are_saved_without_a_write_by_whoever_looks()
    {
        await using var store = SqliteDecisionStore.Open(FilePath, TimeProvider.System);
        store.Record(Decision(1));
        await store.AddOutcomesAsync([Outcome(1, "0.5")], Ct);
        Assert.Null(await store.FindLeftAsync(Ct));
        File.Delete(FilePath + "-wal");

        Assert.Contains("is safe", await store.FindLeftAsync(Ct), StringComparison.Ordinal);

        File.Copy(FilePath, _folder.File("killed"));
        await using var next = SqliteDecisionStore.Open(_folder.File("killed"), TimeProvider.System);
        Assert.Single((await next.FindAsync(Id(1), Ct))!.Outcomes);
    }
}
