using Backstay.Core.Routing;
using Backstay.Storage.Telemetry;
using Backstay.TestKit;
using static Backstay.TestKit.Contracts.DecisionSamples;

namespace Backstay.Storage.Tests.Telemetry;

/// <summary>Outcomes: joined, corrected, or parked until their decision comes.</summary>
public sealed class SqliteOutcomesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("telemetry");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_value_is_judged_and_later_different_ones_are_corrections()
    {
        await using var store = Open();
        store.Record(Decision(1));

        var results = await store.AddOutcomesAsync(
            [Outcome(1, "1"), Outcome(1, "1"), Outcome(1, "0"), Outcome(1, "0"), Outcome(1, "2", name: "other")], Ct);
        var later = await store.AddOutcomesAsync([Outcome(1, "1")], Ct);

        Assert.Equal(
            [OutcomeResult.Accepted, OutcomeResult.Repeated, OutcomeResult.Correction, OutcomeResult.Repeated, OutcomeResult.Accepted],
            results);
        Assert.Equal([OutcomeResult.Repeated], later);
        var story = await store.FindAsync(Id(1), Ct);
        Assert.Equal(["1", "2"], story!.Outcomes.Select(o => o.Json));
        Assert.Equal(["0"], story.Corrections.Select(o => o.Json));
    }

    [Fact]
    public async Task An_outcome_ahead_of_its_decision_is_parked_over_a_restart_and_joined()
    {
        await using (var store = Open())
        {
            Assert.Equal([OutcomeResult.Parked], await store.AddOutcomesAsync([Outcome(1, "1", receivedMs: 3)], Ct));
            Assert.Null(await store.FindAsync(Id(1), Ct));
            Assert.Empty(await StoredRollout.ReadAsync(store, "r1"));
        }

        await using var again = Open();
        again.Record(Decision(1));
        await again.FlushAsync(Ct);

        Assert.Equal(["1"], (await again.FindAsync(Id(1), Ct))!.Outcomes.Select(o => o.Json));
        Assert.Equal(["d1", "o1=1"], await StoredRollout.ReadAsync(again, "r1"));
        Assert.Equal([OutcomeResult.Repeated], await again.AddOutcomesAsync([Outcome(1, "1")], Ct));
    }

    [Fact]
    public async Task Beyond_the_limit_outcomes_of_unknown_decisions_are_refused_until_some_are_joined()
    {
        await using var store = Open(parkedLimit: 2);

        var results = await store.AddOutcomesAsync([Outcome(1, "1"), Outcome(2, "1"), Outcome(3, "1")], Ct);
        store.Record(Decision(2));
        var later = await store.AddOutcomesAsync([Outcome(3, "1"), Outcome(4, "1"), Outcome(2, "1", name: "n")], Ct);

        Assert.Equal([OutcomeResult.Parked, OutcomeResult.Parked, OutcomeResult.Refused], results);
        Assert.Equal([OutcomeResult.Parked, OutcomeResult.Refused, OutcomeResult.Accepted], later);
    }

    [Fact]
    public async Task An_outcome_whose_decision_does_not_come_within_a_day_is_forgotten_and_counted()
    {
        var time = new LaterClock();
        await using var store = SqliteDecisionStore.Open(FilePath, time, parkedLimit: 2);
        OutcomeRecord Received(int id, double hoursLater) => Outcome(id, "1") with { Received = time.GetUtcNow().AddHours(hoursLater) };
        await store.AddOutcomesAsync([Received(1, 0), Received(2, 1)], Ct);
        Assert.Equal([OutcomeResult.Refused], await store.AddOutcomesAsync([Received(3, 0)], Ct));

        time.Offset = TimeSpan.FromHours(24.5);
        Assert.Equal([OutcomeResult.Parked], await store.AddOutcomesAsync([Received(3, 0)], Ct));
        store.Record(Decision(1));
        store.Record(Decision(2));
        await store.FlushAsync(Ct);

        Assert.Equal(1, store.ExpiredOutcomes);
        Assert.Empty((await store.FindAsync(Id(1), Ct))!.Outcomes);
        Assert.Single((await store.FindAsync(Id(2), Ct))!.Outcomes);
    }

    private SqliteDecisionStore Open(int parkedLimit = SqliteDecisionStore.DefaultParkedLimit) =>
        SqliteDecisionStore.Open(FilePath, TimeProvider.System, parkedLimit: parkedLimit);

    /// <summary>The system's clock, and later as the test goes on.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

        public override long GetTimestamp() => System.GetTimestamp() + (Offset.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
