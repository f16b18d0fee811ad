using System.Globalization;
using Backstay.Cli.Incidents;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Statistics;

namespace Backstay.Cli.Tests.Faces;

/// <summary>Verdicts that come out as stated show no breach by that alone.</summary>
public sealed class JustificationTests
{
    private static readonly RolloutPlan Plan = new()
    {
        Steps = [new(StepKind.Canary, 5_000, 10, 0), new(StepKind.Full, 0, 10, 0)],
        Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
        Alpha = 0.01,
    };

    [Theory]
    [InlineData(12, null)]
    [InlineData(1, "No verdict computed here is a breach")]
    [InlineData(0, "No verdict computed here is a breach")]
    public void A_rollback_follows_from_a_computed_breach_only(int failures, string? lacking)
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict(failures), events: null);

        Assert.Equal(RecomputedResult.Same, row.Result);
        AssertLacking(lacking, IncidentKind.Breach, row);
    }

    [Fact]
    public void Without_evidence_nothing_follows() => AssertLacking("There is no verdict", IncidentKind.Breach);

    [Fact]
    public void A_breach_that_comes_out_different_shows_nothing()
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict(12) with { Events = "5000:c11k1" }, events: null);

        AssertLacking("No verdict computed here is a breach", IncidentKind.Breach, row);
    }

    [Fact]
    public void What_rests_on_values_is_not_shown_by_the_ledger_alone()
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict(0), events: null) with { Result = RecomputedResult.NotComputed };

        AssertLacking("Nothing that could be computed here", IncidentKind.Breach, row);
    }

    [Theory]
    [InlineData(GuardComparison.Control, true, false)]
    [InlineData(GuardComparison.Paired, true, false)]
    [InlineData(GuardComparison.Limit, true, true)]
    [InlineData(GuardComparison.ControlLimit, false, false)]
    public void The_controls_own_trouble_justifies_nothing_and_only_a_limit_stops_a_rollout(GuardComparison comparison, bool rollback, bool stop)
    {
        var row = RecomputeCommand.Recompute(Plan, Verdict(12), events: null) with { Comparison = comparison };

        Assert.Equal((rollback, stop), (RecomputeCommand.Lacking(IncidentKind.Breach, [row]) is null, RecomputeCommand.Lacking(IncidentKind.Shared, [row]) is null));
    }

    /// <summary>Counted one by one, ten thousand million units would take minutes.</summary>
    [Theory]
    [InlineData(10_000_000_000, nameof(RecomputedResult.Different), "'n'")]
    [InlineData(10_000_000_001, nameof(RecomputedResult.Damaged), "10000000001 units")]
    [InlineData(-1, nameof(RecomputedResult.Damaged), "-1 units")]
    public void Any_number_of_stated_units_is_answered(long units, string result, string why)
    {
        var stated = Verdict(12);
        var row = RecomputeCommand.Recompute(
            Plan, stated with { Test = stated.Test with { Arms = [stated.Test.Arms[0] with { N = units }, stated.Test.Arms[1]] } }, events: null);

        Assert.Equal(result, row.Result.ToString());
        Assert.Contains(why, row.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, -1)]
    [InlineData(0.5, long.MaxValue)]
    [InlineData(1.5, 1)]
    public void Counts_of_events_that_no_test_has_are_named_and_not_tried(double share, long events)
    {
        var stated = Verdict(12);
        var row = RecomputeCommand.Recompute(
            Plan, stated with { Events = null, Test = stated.Test with { Events = [new EventCount(share, events, long.MaxValue), new EventCount(share, 1, 1)] } }, events: null);

        Assert.Equal(RecomputedResult.Damaged, row.Result);
        Assert.Contains("counts of events", row.Why, StringComparison.Ordinal);
    }

    private static void AssertLacking(string? expected, IncidentKind kind, params RecomputedGuard[] rows)
    {
        var lacking = RecomputeCommand.Lacking(kind, rows);
        Assert.Equal(expected is null, lacking is null);
        Assert.StartsWith(expected ?? "", lacking ?? "", StringComparison.Ordinal);
    }

    private static GuardVerdict Verdict(int failures)
    {
        var test = new WhichArmTest(0.01, margin: 1);
        for (var i = 0; i < failures; i++)
        {
            test.ObserveUnit(canary: i % 2 == 0);
            test.ObserveEvent(canary: true, 0.5);
        }

        return new GuardVerdict(
            Name.Parse("errors"), GuardComparison.Control, test.Result(), string.Create(CultureInfo.InvariantCulture, $"5000:c{failures}"), EventsObject: null, Digest.Of([]));
    }
}
