using Backstay.Statistics;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Simulation.Tests;

/// <summary>A/A: rollouts to a release that is the same, through the whole judge, with a look after every item.</summary>
public sealed class FalseAlarmTests
{
    private const int Rollouts = 600;
    private const double Confidence = 0.999;

    [Theory]
    [InlineData(false, 0.05)]
    [InlineData(true, 0)]
    [InlineData(true, 0.05)]
    public void Hundreds_of_rollouts_with_nothing_wrong_stay_within_alpha(bool disturbed, double baseErrors)
    {
        var world = new SameWorld(baseErrors, disturbed ? Disturbances.All : Disturbances.None, SameWorld.Short);

        var outcomes = Enumerable.Range(1, Rollouts).Select(seed => new SameTrial(seed, world).Run()).ToList();

        var alarms = outcomes.Count(outcome => outcome.TakenBack);
        Assert.True(
            ClopperPearson.LowerBound(alarms, Rollouts, Confidence) <= SameTrial.Alpha,
            $"{alarms} of {Rollouts} were taken back; alpha is {SameTrial.Alpha}");
        Assert.Equal(disturbed, outcomes.Any(outcome => outcome.SharedPauses > 0)); // the outages are there, and the limit sees them
    }

    [Fact]
    public void A_worse_canary_is_found_by_the_same_judge()
    {
        var found = Enumerable.Range(1, 101).Select(seed => new ErrorTrial(seed, weight: 500, canaryRate: 0.5, controlRate: 0.01).RequestsToBreach(100_000));

        Assert.All(found, requests => Assert.NotNull(requests));
        Assert.True(found.Order().ElementAt(50) <= 8);
    }
}
