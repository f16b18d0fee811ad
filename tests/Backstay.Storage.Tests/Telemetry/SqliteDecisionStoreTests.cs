using System.Text.Json;
using Backstay.Storage.Sqlite;
using Backstay.Storage.Telemetry;
using Backstay.Storage.Tests.Support;
using Backstay.TestKit;
using Backstay.TestKit.Faults;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Storage.Tests.Telemetry;

public sealed class SqliteDecisionStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("telemetry");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_decision_comes_back_with_every_field_its_shadow_and_its_outcomes()
    {
        await using var store = Open();
        store.Record(Decision(1));
        store.Record(Shadow(1));
        await store.AddOutcomesAsync([Outcome(1, "0.5"), Outcome(1, "true", name: "safe")], Ct);

        var story = await store.FindAsync(Id(1), Ct);

        Assert.NotNull(story);
        Assert.Equal(JsonSerializer.Serialize(Decision(1)), JsonSerializer.Serialize(story.Decision));
        Assert.Equal(JsonSerializer.Serialize(Shadow(1)), JsonSerializer.Serialize(story.Shadow));
        Assert.Equal([Outcome(1, "0.5"), Outcome(1, "true", name: "safe")], story.Outcomes);
        Assert.Empty(story.Corrections);
        Assert.Null(await store.FindAsync(Id(2), Ct));
    }

    [Fact]
    public async Task A_decision_with_nothing_optional_comes_back_too()
    {
        await using var store = Open();
        var bare = Decision(1) with
        {
            Rollout = null,
            AssignedRelease = null,
            ServedRelease = null,
            Attempts = [],
            Kept = [],
            FallbackReason = null,
            RequestId = null,
            Output = null,
            NotEvidence = false,
            Escaped = false,
        };
        store.Record(bare);
        await store.FlushAsync(Ct);

        var story = await store.FindAsync(Id(1), Ct);

        Assert.Equal(JsonSerializer.Serialize(bare), JsonSerializer.Serialize(story?.Decision));
        Assert.Null(story?.Shadow);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_database_that_fails_altogether_is_told_to_everyone_who_asks_and_keeps_nobody_waiting()
    {
        await using var store = Open();
        await store.FlushAsync(Ct);
        using (var vandal = SqliteDatabase.Open(FilePath, readOnly: false, busyTimeout: 10_000))
        {
            vandal.Execute("DROP TABLE outcomes; DROP TABLE decisions");
        }

        for (var i = 1; i <= 3; i++)
        {
            store.Record(Decision(i));
            await Assert.ThrowsAsync<IOException>(() => store.AddOutcomesAsync([Outcome(i, "1")], Ct));
        }

        Assert.Equal(3, store.Dropped);
    }

    /// <summary>Closing it would move the log into the file, of which nobody knows whose they are.</summary>
    [Fact]
    public void A_file_that_is_not_opened_is_left_with_its_log()
    {
        var (foreign, copy) = (_folder.File("foreign"), _folder.File("copy"));
        SqliteDatabase.CreateFile(foreign);
        using (var writer = SqliteDatabase.Open(foreign, readOnly: false, busyTimeout: 0))
        {
            writer.Execute("PRAGMA journal_mode=WAL; CREATE TABLE theirs(n); INSERT INTO theirs VALUES (1)");
            File.Copy(foreign, copy);
            File.Copy(foreign + "-wal", copy + "-wal");
        }

        var (file, log) = (File.ReadAllBytes(copy), File.ReadAllBytes(copy + "-wal"));
        Assert.Throws<IOException>(() => SqliteDecisionStore.Open(copy, TimeProvider.System));

        Assert.Equal(file, File.ReadAllBytes(copy));
        Assert.Equal(log, File.ReadAllBytes(copy + "-wal"));
    }

    [Fact]
    public async Task The_latest_are_an_endpoints_newest_first()
    {
        await using var store = Open();
        store.Record(Decision(1, completedMs: 20));
        store.Record(Decision(2, completedMs: 10));
        store.Record(Decision(3, completedMs: 20));
        store.Record(Decision(4, completedMs: 30, endpoint: "other"));
        await store.FlushAsync(Ct);

        Assert.Equal([Id(3), Id(1), Id(2)], (await store.LatestAsync("risk", 10, Ct)).Select(d => d.Id));
        Assert.Equal([Id(3)], (await store.LatestAsync("risk", 1, Ct)).Select(d => d.Id));
        Assert.Empty(await store.LatestAsync("absent", 10, Ct));
    }

    [Fact]
    public async Task A_rollout_is_read_in_the_order_of_time_and_id_without_corrections_and_strangers()
    {
        await using var store = Open();
        store.Record(Decision(5, completedMs: 10));
        store.Record(Decision(2, completedMs: 10));
        store.Record(Decision(1, completedMs: 30));
        store.Record(Decision(9, rollout: "r2"));
        store.Record(Decision(8, rollout: null));
        store.Record(Shadow(2, completedMs: 15));
        store.Record(Shadow(9, rollout: "r2"));
        await store.AddOutcomesAsync(
            [Outcome(1, "1", receivedMs: 40), Outcome(5, "0", receivedMs: 20), Outcome(5, "1", receivedMs: 21), Outcome(9, "1")], Ct);

        Assert.Equal(["d2", "d5", "s2", "o5=0", "d1", "o1=1"], await StoredRollout.ReadAsync(store, "r1"));
    }

    [Fact]
    public async Task A_rollout_of_many_pages_is_read_whole()
    {
        await using var store = Open();
        for (var i = 0; i < 2_000; i++)
        {
            store.Record(Decision(i, completedMs: 2_000 - i));
        }

        await store.FlushAsync(Ct);

        Assert.Equal(Enumerable.Range(0, 2_000).Reverse().Select(i => $"d{i}"), await StoredRollout.ReadAsync(store, "r1"));
        Assert.Equal(0, store.Dropped);
    }

    [Fact]
    public async Task The_same_record_twice_is_kept_once()
    {
        await using var store = Open();
        store.Record(Decision(1));
        store.Record(Decision(1) with { Status = 500 });
        await store.FlushAsync(Ct);

        Assert.Equal(200, Assert.Single(await store.LatestAsync("risk", 10, Ct)).Status);
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_never_waits()
    {
        await using var store = SqliteDecisionStore.Open(FilePath, new StandingTime(), queue: 4);
        for (var i = 0; i < 10; i++)
        {
            store.Record(Decision(i));
        }

        await store.FlushAsync(Ct);

        Assert.Equal(6, store.Dropped);
        Assert.Equal(4, (await store.LatestAsync("risk", 10, Ct)).Count);
    }

    [Fact]
    public async Task Records_need_no_company_to_be_written()
    {
        await using var store = Open();
        store.Record(Decision(1));
        while (await store.FindAsync(Id(1), Ct) is null)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Everything_recorded_is_there_after_closing_and_opening()
    {
        await using (var store = Open())
        {
            store.Record(Decision(1));
        }

        await using var again = Open();
        Assert.NotNull(await again.FindAsync(Id(1), Ct));
    }

    [Fact]
    public async Task Every_acknowledged_outcome_went_to_the_disk()
    {
        const int Outcomes = 25;
        using var probe = Probe.StartWithLog("fdatasync,fsync", _folder.File("calls"), "outcomes", FilePath, $"{Outcomes}");

        var said = await probe.ReadToEndAsync(Ct);

        Assert.Equal(Outcomes, said.Count(line => line.StartsWith("acknowledged", StringComparison.Ordinal)));
        var synced = (await File.ReadAllLinesAsync(_folder.File("calls"), Ct))
            .Count(line => line.Contains("sync", StringComparison.Ordinal) && line.EndsWith("= 0", StringComparison.Ordinal));
        Assert.True(synced >= Outcomes, $"{synced} fsyncs for {Outcomes} outcomes, one after the other.");
    }

    [Fact]
    public async Task After_a_failed_fsync_no_outcome_is_acknowledged()
    {
        await Open().DisposeAsync();
        using var probe = Probe.StartWithFault("fdatasync:error=EIO", "outcomes", FilePath, "3");

        Assert.Equal(["refused 0", "refused 1", "refused 2"], await probe.ReadToEndAsync(Ct));
    }

    [Fact]
    public async Task A_ledger_is_not_taken_for_telemetry()
    {
        await Backstay.Storage.Ledger.Sqlite.SqliteLedgerStore.Open(FilePath).DisposeAsync();

        Assert.Throws<IOException>(() => Open());
    }

    private SqliteDecisionStore Open() => SqliteDecisionStore.Open(FilePath, TimeProvider.System);
}
