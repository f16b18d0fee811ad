using Backstay.TestKit.Simulation;
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

        Count(outcomes.Select(outcome => outcome.Alarm), SameTrial.Alpha).RequireHonesty("the whole plan", Confidence);

        // One test that alarms ten times too often hides behind the others' silence in the whole.
        foreach (var test in outcomes.Select(outcome => outcome.Alarm).OfType<FalseAlarm>().Distinct())
        {
            Count(outcomes.Select(outcome => outcome.Alarm == test ? test : null), test.Alpha).RequireHonesty(test.ToString(), Confidence);
        }

        Assert.Equal(disturbed, outcomes.Any(outcome => outcome.SharedPauses > 0)); // the outages are there, and the limit sees them
    }

    [Fact]
    public void A_worse_canary_is_found_by_the_same_judge()
    {
        var found = Enumerable.Range(1, 101).Select(seed => new ErrorTrial(seed, weight: 500, canaryRate: 0.5, controlRate: 0.01).RequestsToBreach(100_000));

        Assert.All(found, requests => Assert.NotNull(requests));
        Assert.True(found.Order().ElementAt(50) <= 8);
    }

    private static AlarmCount Count(IEnumerable<FalseAlarm?> alarms, double alpha) =>
        alarms.Aggregate(default(AlarmCount), (count, alarm) => alarm is null ? count.AddRollout(alpha) : count.AddRollout(alpha).AddAlarm());
}
