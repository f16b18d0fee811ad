using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Statistics.Tests;

public sealed class BoundedMeanTestTests
{
    [Fact]
    public void One_value_at_the_bottom_matches_the_formula_by_hand()
    {
        var test = new BoundedMeanTest(0.01, 0, 10, 5, Direction.HigherIsBetter);
        test.Observe(0);

        // v = 1/4: the plug-in stake 7.29 and the stake 1/v are cut to 0.9/(1 - 0.5); the others are 0.04 to 1.2.
        Assert.Equal((1.9 + 1.02 + 1.06 + 1.12 + 1.24 + 1.6 + 1.9) / 7, test.Result().EValue, 12);
        Assert.Equal((0.1 + 0.98 + 0.94 + 0.88 + 0.76 + 0.4 + 0.1) / 7, test.Result().ProofEValue, 12);
    }

    [Fact]
    public void A_stream_matches_the_formula_written_down_plainly()
    {
        var random = new Random(5);
        var test = new BoundedMeanTest(0.02, 0, 1, 0.6, Direction.HigherIsBetter);
        double[] distances = [0.01, 0.03, 0.06, 0.12, 0.3, 1];
        var wealth = Enumerable.Repeat(1.0, 7).ToArray();
        double sum = 0, squares = 0, information = 0;
        for (var t = 1; t <= 300; t++)
        {
            var x = random.NextDouble();
            var variance = (0.25 + squares) / t;
            information += 1 / variance;
            for (var i = 0; i < 7; i++)
            {
                var stake = i == 0
                    ? Math.Sqrt(2 * Math.Log(50) / (information * Math.Log(1 + t))) / variance
                    : distances[i - 1] / variance;
                wealth[i] *= 1 - (Math.Min(stake, 0.9 / 0.4) * (x - 0.6));
            }

            sum += x;
            var mean = (0.5 + sum) / (t + 1);
            squares += (x - mean) * (x - mean);
            test.Observe(x);
        }

        Assert.Equal(Math.Log(wealth.Average()), test.LogEvidence, 9);
    }

    [Fact]
    public void A_safety_score_below_its_limit_breaches_and_one_above_passes()
    {
        var bad = new BoundedMeanTest(0.01, 0, 1, 0.95, Direction.HigherIsBetter, minimumUnits: 100);
        var good = new BoundedMeanTest(0.01, 0, 1, 0.95, Direction.HigherIsBetter, minimumUnits: 100);
        for (var i = 0; i < 2000; i++)
        {
            bad.Observe(i % 10 == 0 ? 0 : 1);
            good.Observe(i % 100 == 0 ? 0 : 1);
        }

        Assert.Equal(Verdict.Breach, bad.Verdict);
        Assert.Equal(Verdict.Pass, good.Verdict);
        Assert.Equal(0.9, bad.Result().Estimate!.Value, 9);
    }

    [Fact]
    public void Failures_count_as_the_worst_value_of_their_direction()
    {
        var test = new BoundedMeanTest(0.01, 0, 100, 20, Direction.LowerIsBetter);
        var failures = 0;
        while (test.Verdict != Verdict.Breach && failures < 1000)
        {
            test.Observe(100);
            failures++;
        }

        Assert.InRange(failures, 2, 6);
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(1.001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_outside_the_declared_range_is_refused_and_leaves_no_trace(double value)
    {
        var test = new BoundedMeanTest(0.01, 0, 1, 0.5, Direction.HigherIsBetter);
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(value));
        Assert.Equal(0, test.Result().N);
        Assert.Equal(0, test.LogEvidence);
    }

    [Theory]
    [InlineData(0.0, 0, 1, 0.5)]
    [InlineData(1.0, 0, 1, 0.5)]
    [InlineData(0.01, 1, 0, 0.5)]
    [InlineData(0.01, 0, 1, 0.0)]
    [InlineData(0.01, 0, double.PositiveInfinity, 1)]
    public void Parameters_that_make_no_sense_are_refused(double alpha, double lo, double hi, double limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BoundedMeanTest(alpha, lo, hi, limit, Direction.HigherIsBetter));

    [Fact]
    public void The_interval_never_contradicts_the_verdict()
    {
        var runs = from seed in Gen.Choose(1, int.MaxValue)
                   from count in Gen.Choose(0, 400)
                   from mean in Gen.Elements(0.0, 0.3, 0.6, 0.9, 1.0)
                   from direction in Gen.Elements(Direction.HigherIsBetter, Direction.LowerIsBetter)
                   select (seed, count, mean, direction);
        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var random = new Random(run.seed);
            var test = new BoundedMeanTest(0.05, -2, 2, 0.4, run.direction);
            for (var i = 0; i < run.count; i++)
            {
                test.Observe(random.NextDouble() < run.mean ? 2 : -2);
            }

            var result = test.Result();
            var below = result.Interval.High <= 0.4;
            var above = result.Interval.Low >= 0.4;
            var higher = run.direction == Direction.HigherIsBetter;
            return (higher ? below : above) == (result.Verdict == Verdict.Breach)
                && (higher ? above : below) == (result.Verdict == Verdict.Pass)
                && result.Interval.Low <= result.Interval.High
                && (result.Estimate is not { } estimate || result.Interval.Contains(estimate));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Direction.HigherIsBetter)]
    [InlineData(Direction.LowerIsBetter)]
    public void Looking_after_every_value_keeps_the_level_also_with_heavy_ties(Direction direction)
    {
        const double Alpha = 0.05;
        const int Runs = 500;
        IEnumerable<double> Run(Random random)
        {
            var test = new BoundedMeanTest(Alpha, 0, 1, 0.7, direction);
            for (var i = 0; i < 600; i++)
            {
                // Mean 0.7 throughout: coins for a while, then a constant, then three-valued scores.
                test.Observe((i / 200) switch
                {
                    0 => random.NextDouble() < 0.7 ? 1 : 0,
                    1 => 0.7,
                    _ => random.NextDouble() < 0.4 ? 1 : 0.5,
                });
                yield return test.LogEvidence;
            }
        }

        Simulated.AssertLevel(Simulated.Alarms(Runs, 900, Alpha, Run), Runs, Alpha);
    }

    [Fact]
    public void A_million_values_stay_finite()
    {
        var test = new BoundedMeanTest(0.01, 0, 1, 0.5, Direction.HigherIsBetter);
        for (var i = 0; i < 1_000_000; i++)
        {
            test.Observe(1);
        }

        var result = test.Result();
        Assert.True(double.IsFinite(result.EValue) && double.IsFinite(result.ProofEValue));
        Assert.True(double.IsFinite(test.LogEvidence) && double.IsFinite(test.LogProof));
        Assert.Equal(Verdict.Pass, result.Verdict);
        Assert.True(result.Interval.Low > 0.99);
    }
}
