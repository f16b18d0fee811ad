using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Statistics.Tests;

public sealed class EventRateTestTests
{
    [Fact]
    public void One_event_at_a_limit_of_one_half_matches_the_integral_by_hand()
    {
        var test = new EventRateTest(0.01, 0.5);
        test.Observe(true);

        // The mean of Beta(1/2, 1/2) above 1/2 is 1/2 + 1/pi, below 1/2 it is 1/2 - 1/pi; both over 1/2.
        Assert.Equal(1 + (2 / Math.PI), test.Result().EValue, 12);
        Assert.Equal(1 - (2 / Math.PI), test.Result().ProofEValue, 12);
    }

    [Fact]
    public void Counts_match_a_numerical_integral()
    {
        var test = new EventRateTest(0.01, 0.1);
        for (var i = 0; i < 40; i++)
        {
            test.Observe(i % 5 == 0);
        }

        // theta = sin^2(phi) makes Beta(1/2, 1/2) uniform in phi.
        const int Steps = 200_000;
        var from = Math.Asin(Math.Sqrt(0.1));
        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            var phi = from + (((Math.PI / 2) - from) * (i + 0.5) / Steps);
            var theta = Math.Sin(phi) * Math.Sin(phi);
            sum += Math.Pow(theta / 0.1, 8) * Math.Pow((1 - theta) / 0.9, 32);
        }

        Assert.Equal(sum / Steps, test.Result().EValue, 7);
    }

    [Fact]
    public void A_rate_over_the_limit_breaches_and_one_under_it_passes()
    {
        var bad = new EventRateTest(0.01, 0.02, minimumUnits: 100);
        var good = new EventRateTest(0.01, 0.02, minimumUnits: 100);
        for (var i = 0; i < 3000; i++)
        {
            bad.Observe(i % 20 == 0);
            good.Observe(i % 200 == 0);
        }

        Assert.Equal(Verdict.Breach, bad.Verdict);
        Assert.True(bad.Result().Interval.Low >= 0.02);
        Assert.Equal(Verdict.Pass, good.Verdict);
        Assert.True(good.Result().Interval.High <= 0.02);
        Assert.Equal(Verdict.NotEnoughData, new EventRateTest(0.01, 0.02).Verdict);
        Assert.Equal(new Interval(0, 1), new EventRateTest(0.01, 0.02).Result().Interval);
    }

    [Theory]
    [InlineData(0.01, 5000)]
    [InlineData(0.3, 1500)]
    [InlineData(0.95, 1500)]
    public void Looking_after_every_unit_keeps_the_level_at_the_edge_of_the_null(double limit, int units)
    {
        const double Alpha = 0.05;
        const int Runs = 500;
        IEnumerable<double> Run(Random random)
        {
            var test = new EventRateTest(Alpha, limit);
            for (var i = 0; i < units; i++)
            {
                var isEvent = random.NextDouble() < limit;
                test.Observe(isEvent);

                // A unit without the event only lowers the evidence, so looking after the others sees every maximum.
                if (isEvent)
                {
                    yield return test.LogEvidence;
                }
            }
        }

        Simulated.AssertLevel(Simulated.Alarms(Runs, 33, Alpha, Run), Runs, Alpha);
    }

    [Fact]
    public void The_interval_never_contradicts_the_verdict_and_holds_the_estimate()
    {
        var runs = from units in Gen.Choose(0, 3000)
                   from share in Gen.Choose(0, 1000)
                   from limit in Gen.Elements(0.001, 0.02, 0.5, 0.95)
                   select (units, events: (int)((long)units * share / 1000), limit);
        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var test = new EventRateTest(0.01, run.limit);
            for (var i = 0; i < run.units; i++)
            {
                test.Observe(i < run.events);
            }

            var result = test.Result();
            return (result.Interval.Low >= run.limit) == (result.Verdict == Verdict.Breach)
                && (result.Interval.High <= run.limit) == (result.Verdict == Verdict.Pass)
                && (result.Estimate is not { } estimate || result.Interval.Contains(estimate));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Beyond_its_end_everything_is_ruled_out()
    {
        var test = new EventRateTest(0.01, 0.02);
        for (var i = 0; i < 1000; i++)
        {
            test.Observe(i % 10 == 0);
        }

        // The interval is one piece only if the evidence is monotone beyond its ends.
        var interval = test.Result().Interval;
        for (var i = 1; i < 200; i++)
        {
            Assert.True(test.LogAbove(interval.Low * i / 200) >= -Math.Log(0.01));
            Assert.True(test.LogBelow(interval.High + ((1 - interval.High) * i / 200)) >= -Math.Log(0.01));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_million_units_stay_finite(int every)
    {
        var test = new EventRateTest(0.01, 0.3);
        for (var i = 0; i < 1_000_000; i++)
        {
            test.Observe(every != 0 && i % every == 0);
        }

        var result = test.Result();
        Assert.True(double.IsFinite(test.LogEvidence) && double.IsFinite(test.LogProof));
        Assert.True(double.IsFinite(result.EValue) && double.IsFinite(result.ProofEValue));
        Assert.True(result.Interval.Contains(result.Estimate!.Value) && result.Interval.Width < 0.01);
    }

    [Fact]
    public void Units_that_are_counted_at_once_give_what_they_give_one_by_one()
    {
        var (single, atOnce) = (new EventRateTest(0.01, 0.1), new EventRateTest(0.01, 0.1));
        for (var i = 0; i < 100; i++)
        {
            single.Observe(isEvent: i < 30);
        }

        atOnce.Observe(events: 10, units: 40);
        atOnce.Observe(events: 20, units: 60);

        Assert.Equal((single.LogEvidence, single.LogProof, single.Result().N), (atOnce.LogEvidence, atOnce.LogProof, atOnce.Result().N));
        Assert.Throws<ArgumentOutOfRangeException>(() => atOnce.Observe(events: 2, units: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => atOnce.Observe(events: -1, units: 1));
    }
}
