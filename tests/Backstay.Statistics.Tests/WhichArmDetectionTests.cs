using Backstay.TestKit.Simulation;

namespace Backstay.Statistics.Tests;

public sealed class WhichArmDetectionTests
{
    private const double Alpha = 0.01;

    [Theory]
    [InlineData(0.05, 6)]
    [InlineData(0.25, 10)]
    [InlineData(0.50, 16)]
    public void Half_failing_is_found_after_a_handful_of_canary_requests(double share, double expected) =>
        Assert.InRange(MedianCanaryRequests(share, 0.5, 601, 11), expected - 2, expected + 2);

    [Theory]
    [InlineData(0.05, 172)]
    [InlineData(0.25, 205)]
    [InlineData(0.50, 324)]
    public void Five_percent_against_one_is_found_after_a_few_hundred(double share, double expected) =>
        Assert.InRange(MedianCanaryRequests(share, 0.05, 601, 12), 0.8 * expected, 1.2 * expected);

    [Fact]
    public void At_a_weight_of_five_percent_detection_meets_its_targets()
    {
        Assert.True(MedianCanaryRequests(0.05, 0.5, 1001, 13) <= 8);
        Assert.True(MedianCanaryRequests(0.05, 0.05, 1001, 14) <= 200);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Changing_weights_and_a_shared_drift_raise_no_more_alarms_than_alpha(double margin)
    {
        const double Level = 0.05;
        const int Runs = 1000;
        Simulated.AssertLevel(Simulated.Alarms(Runs, 500, Level, random => Walk(random, margin, margin, 4000)), Runs, Level);
    }

    [Fact]
    public void The_level_check_turns_red_when_the_share_is_wrong()
    {
        // A guard of the guard: a test that is told 70 % of the true share must be caught by the same check.
        const double Level = 0.05;
        const int Runs = 300;
        var alarms = Simulated.Alarms(Runs, 500, Level, random => Walk(random, 1, 1, 4000, told: 0.7));
        Assert.True(ClopperPearson.LowerBound(alarms, Runs, 0.999) > Level);
    }

    // Steps at 5, 25 and 50 %, a base rate that wanders between 1 and 10 %, and an outage of both arms in the middle.
    private static IEnumerable<double> Walk(Random random, double ratio, double margin, int units, double told = 1)
    {
        var test = new WhichArmTest(0.05, margin: margin);
        for (var i = 0; i < units; i++)
        {
            var share = i < units / 3 ? 0.05 : i < 2 * units / 3 ? 0.25 : 0.5;
            var outage = i % 1000 is >= 600 and < 650;
            var rate = outage ? 1 / ratio : 0.055 + (0.045 * Math.Sin(i / 200.0));
            var canary = random.NextDouble() < share;
            if (random.NextDouble() < rate * (canary ? ratio : 1))
            {
                test.ObserveEvent(canary, share * told);
                yield return test.LogEvidence;
            }
        }
    }

    private static double MedianCanaryRequests(double share, double rate, int runs, int seed)
    {
        var requests = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var random = new Random((seed * 100_000) + run);
            var test = new WhichArmTest(Alpha);
            var canaries = 0;
            for (var request = 0; request < 200_000; request++)
            {
                var canary = random.NextDouble() < share;
                canaries += canary ? 1 : 0;
                test.ObserveUnit(canary);
                if (random.NextDouble() < (canary ? rate : 0.01))
                {
                    test.ObserveEvent(canary, share);
                    if (test.Verdict == Verdict.Breach)
                    {
                        break;
                    }
                }
            }

            requests[run] = canaries;
        }

        return Simulated.Median(requests);
    }
}
