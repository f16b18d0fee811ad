namespace Backstay.Statistics.Tests;

public sealed class PairedDifferenceTestTests
{
    [Fact]
    public void One_pair_matches_the_formula_by_hand()
    {
        var test = new PairedDifferenceTest(0.01, 0, 1, 0, Direction.HigherIsBetter);
        test.Observe(0, 1);

        // D = -1 in [-1, 1], v = 1; the plug-in stake sqrt(2 ln 100/ln 2) and the stake 1 are cut to 0.9.
        Assert.Equal((1.9 + 1.01 + 1.03 + 1.06 + 1.12 + 1.3 + 1.9) / 7, test.Result().EValue, 12);
        Assert.Equal(-1, test.Result().Estimate);
    }

    [Fact]
    public void Pairs_find_a_loss_with_far_fewer_labels_than_two_separate_arms()
    {
        // Hard inputs are hard for both: 70 % both right, 15 % both wrong, 13 % only control, 2 % only canary.
        var needed = Enumerable.Range(0, 101).Select(run =>
        {
            var random = new Random(run);
            var test = new PairedDifferenceTest(0.005, 0, 1, 0.02, Direction.HigherIsBetter);
            var pairs = 0.0;
            while (test.Verdict != Verdict.Breach && pairs < 100_000)
            {
                var draw = random.NextDouble();
                test.Observe(draw < 0.72 ? 1 : 0, draw is < 0.70 or >= 0.87 ? 1 : 0);
                pairs++;
            }

            return pairs;
        });
        Assert.InRange(Simulated.Median(needed), 50, 350);
    }

    [Fact]
    public void Identical_answers_prove_the_margin_and_failures_break_it()
    {
        var same = new PairedDifferenceTest(0.01, 0, 1, 0.05, Direction.HigherIsBetter, minimumUnits: 20);
        var failing = new PairedDifferenceTest(0.01, 0, 1, 0.05, Direction.HigherIsBetter, minimumUnits: 20);
        for (var i = 0; i < 400; i++)
        {
            same.Observe(i % 2, i % 2);
        }

        for (var i = 0; i < 12; i++)
        {
            failing.Observe(0, 1);
        }

        Assert.Equal(Verdict.Pass, same.Verdict);
        Assert.True(same.Result().Interval.Low >= -0.05);
        Assert.Equal(Verdict.Breach, failing.Verdict);
        Assert.True(failing.Result().Interval.High <= -0.05);
    }

    [Fact]
    public void A_refused_pair_leaves_no_trace()
    {
        var test = new PairedDifferenceTest(0.01, 0, 1, 0.05, Direction.HigherIsBetter);
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(0.5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Observe(-1, 0.5));
        Assert.Equal(0, test.Result().N);
    }

    [Fact]
    public void Looking_after_every_pair_keeps_the_level()
    {
        const double Alpha = 0.05;
        const int Runs = 500;
        IEnumerable<double> Run(Random random)
        {
            var test = new PairedDifferenceTest(Alpha, 0, 1, 0.1, Direction.HigherIsBetter);
            for (var i = 0; i < 600; i++)
            {
                // Mean difference -0.1: mostly ties, 15 % only control right, 5 % only canary right.
                var draw = random.NextDouble();
                test.Observe(draw < 0.05 || draw >= 0.5 ? 1 : 0, draw is >= 0.05 and < 0.2 || draw >= 0.5 ? 1 : 0);
                yield return test.LogEvidence;
            }
        }

        Simulated.AssertLevel(Simulated.Alarms(Runs, 70, Alpha, Run), Runs, Alpha);
    }

    [Fact]
    public void Paired_events_keep_the_level_and_find_a_canary_that_errs_alone()
    {
        const double Alpha = 0.05;
        const int Runs = 500;
        IEnumerable<double> Run(Random random)
        {
            var test = new WhichArmTest(Alpha);
            for (var i = 0; i < 3000; i++)
            {
                var shared = random.NextDouble() < 0.05;
                test.ObservePair(shared || random.NextDouble() < 0.05, shared || random.NextDouble() < 0.05);
                yield return test.LogEvidence;
            }
        }

        Simulated.AssertLevel(Simulated.Alarms(Runs, 8000, Alpha, Run), Runs, Alpha);

        var alone = new WhichArmTest(0.01);
        for (var i = 0; i < 20; i++)
        {
            alone.ObservePair(i % 2 == 0, false);
        }

        Assert.Equal(Verdict.Breach, alone.Verdict);
    }
}
