using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Statistics.Tests;

public sealed class WhichArmTestTests
{
    private static readonly double[] Ratios = [1.5, 2, 3, 5, 10, 20, 50, 100];
    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.9];

    [Fact]
    public void Without_events_the_evidence_is_one_and_nothing_is_ruled_out()
    {
        var result = new WhichArmTest(0.01).Result();

        Assert.Equal(1, result.EValue, 12);
        Assert.Equal(1, result.ProofEValue, 12);
        Assert.Equal(new Interval(0, 1e6), result.Interval);
        Assert.Null(result.Estimate);
        Assert.Equal(Verdict.NotEnoughData, result.Verdict);
    }

    [Fact]
    public void Two_canary_events_and_one_control_event_at_a_quarter_match_the_formula_by_hand()
    {
        var test = new WhichArmTest(0.01);
        test.ObserveEvent(true, 0.25);
        test.ObserveEvent(false, 0.25);
        test.ObserveEvent(true, 0.25);

        // p' = 1/4; q = r/(r + 3).
        var expected = Ratios.Average(r => Math.Pow(r / (r + 3) / 0.25, 2) * (3 / (r + 3)) / 0.75);
        Assert.Equal(expected, test.Result().EValue, 12);

        // Conditional likelihood m^2/(m + 3)^3 is largest at m = 6.
        Assert.Equal(6, test.Result().Estimate!.Value, 9);
    }

    [Fact]
    public void A_margin_of_two_moves_the_null_probability()
    {
        var test = new WhichArmTest(0.01, margin: 2);
        test.ObserveEvent(true, 0.25);

        // p' = 2/5; q = 2r/(2r + 3).
        Assert.Equal(Ratios.Average(r => 2 * r / ((2 * r) + 3) / 0.4), test.Result().EValue, 12);
    }

    [Fact]
    public void A_few_canary_errors_breach_before_the_minimum_is_reached()
    {
        var test = new WhichArmTest(0.01, minimumUnits: 1000);
        test.ObserveUnit(true);
        Assert.Equal(Verdict.NotEnoughData, test.Verdict);
        test.ObserveEvent(true, 0.05);
        test.ObserveEvent(true, 0.05);
        test.ObserveEvent(true, 0.05);

        Assert.Equal(Verdict.Breach, test.Verdict);
        Assert.True(test.Result().Interval.Low >= 1);
    }

    [Fact]
    public void Control_errors_prove_a_canary_only_with_enough_units()
    {
        var test = new WhichArmTest(0.01, minimumUnits: 50);
        for (var i = 0; i < 49; i++)
        {
            test.ObserveUnit(true);
            test.ObserveUnit(false);
            test.ObserveEvent(false, 0.5);
        }

        Assert.Equal(Verdict.NotEnoughData, test.Verdict);
        test.ObserveUnit(true);
        test.ObserveUnit(false);
        Assert.Equal(Verdict.Pass, test.Verdict);
        Assert.True(test.Result().Interval.High <= 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Without_a_choice_of_arm_an_event_says_nothing(double share)
    {
        var test = new WhichArmTest(0.01);
        for (var i = 0; i < 1000; i++)
        {
            test.ObserveEvent(true, share);
        }

        Assert.Equal(0, test.LogEvidence);
        Assert.Equal(1000, test.Result().Arms[0].Sum);
        Assert.Empty(test.Result().Events);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_outside_its_range_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WhichArmTest(0.01).ObserveEvent(true, share));

    [Fact]
    public void Recomputing_from_the_events_gives_the_running_value_bit_for_bit_in_any_order()
    {
        var random = new Random(20260101);
        var test = new WhichArmTest(0.01, margin: 1.5);
        var events = new List<WeightedEvent>();
        for (var i = 0; i < 5000; i++)
        {
            var share = Shares[random.Next(Shares.Length)];
            var item = new WeightedEvent(random.NextDouble() < share * 1.1, share);
            test.ObserveEvent(item.Canary, item.CanaryShare);
            events.Add(item);
            if (i % 500 == 0)
            {
                Assert.Equal(test.Result().EValue, WhichArmTest.Recompute(events, 1.5));
            }
        }

        events.Reverse();
        Assert.Equal(test.Result().EValue, WhichArmTest.Recompute(events, 1.5));
    }

    [Fact]
    public void The_interval_never_contradicts_the_verdict_and_holds_the_estimate()
    {
        var runs = from seed in Gen.Choose(1, int.MaxValue)
                   from count in Gen.Choose(0, 300)
                   from margin in Gen.Elements(1.0, 1.2, 2.0)
                   from ratio in Gen.Elements(0.05, 0.5, 1.0, 2.0, 10.0)
                   select (seed, count, margin, ratio);
        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var random = new Random(run.seed);
            var test = new WhichArmTest(0.01, margin: run.margin, proofMargin: run.margin * 1.5);
            test.ObserveUnit(true);
            test.ObserveUnit(false);
            for (var i = 0; i < run.count; i++)
            {
                var share = Shares[random.Next(Shares.Length)];
                var probability = run.ratio * share / ((run.ratio * share) + 1 - share);
                test.ObserveEvent(random.NextDouble() < probability, share);
            }

            var result = test.Result();
            var breachAgrees = (result.Interval.Low >= run.margin) == (result.EValue >= result.Threshold * (1 - 1e-12));
            var proofAgrees = (result.Interval.High <= run.margin * 1.5) == (result.ProofEValue >= result.Threshold * (1 - 1e-12));
            var holds = result.Estimate is not { } estimate || result.Interval.Contains(estimate);
            return breachAgrees && proofAgrees && holds && result.Interval.Low <= result.Interval.High;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_million_events_stay_finite()
    {
        var test = new WhichArmTest(0.01);
        for (var i = 0; i < 1_000_000; i++)
        {
            test.ObserveEvent(true, 0.05);
        }

        var result = test.Result();
        Assert.True(double.IsFinite(result.EValue) && double.IsFinite(result.ProofEValue));
        Assert.True(double.IsFinite(result.Interval.Low) && double.IsFinite(result.Interval.High));
        Assert.Equal(Verdict.Breach, result.Verdict);
    }

    [Fact]
    public void Pairs_count_only_where_exactly_one_side_has_the_event()
    {
        var pairs = new WhichArmTest(0.01);
        pairs.ObservePair(true, true);
        pairs.ObservePair(false, false);
        pairs.ObservePair(true, false);
        pairs.ObservePair(false, true);

        var single = new WhichArmTest(0.01);
        single.ObserveEvent(true, 0.5);
        single.ObserveEvent(false, 0.5);
        Assert.Equal(single.LogEvidence, pairs.LogEvidence);
        Assert.Equal(8, pairs.Result().N);
    }
}
