using Backstay.TestKit.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Statistics.Tests;

public sealed class BoundedDifferenceTestTests
{
    [Fact]
    public void One_failing_canary_matches_the_formula_by_hand()
    {
        var test = new BoundedDifferenceTest(0.01, 0, 1, 0.1, Direction.HigherIsBetter);
        test.Observe(canary: true, 0, 0.25);

        // c = 1/2, so Z = -2 in [-2, 2]; v = (1/4)/(3/16) = 4/3; the node is -0.1 and no stake exceeds 0.9/2.1.
        var most = 0.9 / 2.1;
        var factors = new[] { most, 0.0075, 0.0225, 0.045, 0.09, 0.225, most }.Select(stake => 1 + (stake * 1.9));
        Assert.Equal(factors.Average(), test.Result().EValue, 12);
    }

    [Fact]
    public void A_clear_loss_of_quality_is_found_near_the_best_possible_sample_size()
    {
        // No test can need less than about 1,750 on average here: ln(200) over the growth rate 0.08^2/(2 * 1.05).
        var requests = Enumerable.Range(0, 101).Select(run => Needed(run, 0.25, 0.8, 0.7, 0.005, 0.02).Total);
        Assert.InRange(Simulated.Median(requests), 1000, 2700);
    }

    [Theory]
    [InlineData(0.05, 7)]
    [InlineData(0.25, 9)]
    [InlineData(0.50, 11)]
    public void A_canary_that_always_fails_is_found_within_a_handful(double share, double most)
    {
        var canaries = Enumerable.Range(0, 201).Select(run => Needed(run, share, 0.8, 0, 0.005, 0.02).Canary);
        Assert.True(Simulated.Median(canaries) <= most);
    }

    [Fact]
    public void Equal_arms_are_proven_inside_a_margin()
    {
        var random = new Random(77);
        var test = new BoundedDifferenceTest(0.01, 0, 1, 0.1, Direction.HigherIsBetter, minimumUnits: 100);
        for (var i = 0; i < 8000; i++)
        {
            test.Observe(random.NextDouble() < 0.5, random.NextDouble() < 0.8 ? 1 : 0, 0.5);
        }

        Assert.Equal(Verdict.Pass, test.Verdict);
        Assert.True(test.Result().Interval.Low >= -0.1);
    }

    [Theory]
    [InlineData(Direction.HigherIsBetter)]
    [InlineData(Direction.LowerIsBetter)]
    public void Changing_weights_shared_drift_and_a_shared_outage_keep_the_level(Direction direction)
    {
        const double Alpha = 0.05;
        const int Runs = 500;
        Simulated.AssertLevel(Simulated.Alarms(Runs, 4000, Alpha, random => Walk(random, direction, sharedOutage: true)), Runs, Alpha);
    }

    [Fact]
    public void The_level_check_turns_red_when_the_outage_hits_one_arm_only()
    {
        const double Alpha = 0.05;
        const int Runs = 200;
        var alarms = Simulated.Alarms(Runs, 4000, Alpha, random => Walk(random, Direction.HigherIsBetter, sharedOutage: false));
        Assert.True(ClopperPearson.LowerBound(alarms, Runs, 0.999) > Alpha);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Without_a_choice_of_arm_a_value_says_nothing(double share)
    {
        var test = new BoundedDifferenceTest(0.01, 0, 1, 0.1, Direction.HigherIsBetter);
        test.Observe(true, 0, share);
        Assert.Equal(0, test.LogEvidence);
        Assert.Equal(1, test.Result().N);
        Assert.Null(test.Result().Estimate);
    }

    [Fact]
    public void Values_and_shares_outside_their_ranges_are_refused()
    {
        var test = new BoundedDifferenceTest(0.01, 0, 1, 0.1, Direction.HigherIsBetter);
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(true, 1.01, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(true, double.NaN, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(true, 1, 1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedDifferenceTest(0.01, 0, 1, 1, Direction.HigherIsBetter));
        Assert.Equal(0, test.Result().N);
    }

    [Fact]
    public void The_interval_never_contradicts_the_verdict()
    {
        var runs = from seed in Gen.Choose(1, int.MaxValue)
                   from count in Gen.Choose(0, 400)
                   from loss in Gen.Elements(-0.9, 0.0, 0.5, 0.9)
                   from direction in Gen.Elements(Direction.HigherIsBetter, Direction.LowerIsBetter)
                   select (seed, count, loss, direction);
        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var random = new Random(run.seed);
            var test = new BoundedDifferenceTest(0.05, 0, 5, 0.5, run.direction);
            for (var i = 0; i < run.count; i++)
            {
                var share = random.Next(2) == 0 ? 0.3 : 0.6;
                var canary = random.NextDouble() < share;
                test.Observe(canary, random.NextDouble() < (canary ? 0.5 - (run.loss / 2) : 0.5 + (run.loss / 2)) ? 5 : 0, share);
            }

            var result = test.Result();
            var higher = run.direction == Direction.HigherIsBetter;
            var breach = higher ? result.Interval.High <= -0.5 : result.Interval.Low >= 0.5;
            var pass = higher ? result.Interval.Low >= -0.5 : result.Interval.High <= 0.5;
            return breach == (result.Verdict == Verdict.Breach)
                && (pass == (result.Verdict == Verdict.Pass) || result.Arms.Any(arm => arm.N == 0))
                && result.Interval.Low <= result.Interval.High;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Three_hundred_thousand_values_at_a_tiny_share_stay_finite()
    {
        var random = new Random(3);
        var test = new BoundedDifferenceTest(0.01, 0, 1, 0.02, Direction.HigherIsBetter);
        for (var i = 0; i < 300_000; i++)
        {
            test.Observe(random.NextDouble() < 0.001, 1, 0.001);
        }

        var result = test.Result();
        Assert.True(double.IsFinite(test.LogEvidence) && double.IsFinite(test.LogProof));
        Assert.True(result.Interval.Low >= -1 && result.Interval.High <= 1);
        Assert.True(result.EValue >= 0 && double.IsFinite(result.ProofEValue));
    }

    private static IEnumerable<double> Walk(Random random, Direction direction, bool sharedOutage)
    {
        const int Units = 900;
        var test = new BoundedDifferenceTest(0.05, 0, 1, 0, direction);
        for (var i = 0; i < Units; i++)
        {
            var share = i < Units / 3 ? 0.05 : i < 2 * Units / 3 ? 0.25 : 0.5;
            var canary = random.NextDouble() < share;
            var outage = i % 300 is >= 200 and < 220 && (sharedOutage || canary == (direction == Direction.HigherIsBetter));
            var quality = outage ? 0 : 0.75 + (0.2 * Math.Sin(i / 60.0));
            test.Observe(canary, random.NextDouble() < quality ? 1 : 0, share);
            yield return test.LogEvidence;
        }
    }

    private static (double Total, double Canary) Needed(int run, double share, double control, double canary, double alpha, double margin)
    {
        var random = new Random(60_000 + run);
        var test = new BoundedDifferenceTest(alpha, 0, 1, margin, Direction.HigherIsBetter);
        var total = 0;
        var canaries = 0;
        while (test.Verdict != Verdict.Breach && total < 100_000)
        {
            var isCanary = random.NextDouble() < share;
            test.Observe(isCanary, random.NextDouble() < (isCanary ? canary : control) ? 1 : 0, share);
            total++;
            canaries += isCanary ? 1 : 0;
        }

        return (total, canaries);
    }
}
