using Backstay.TestKit.Simulation;
using Backstay.TestKit.Simulation.Trials;

namespace Backstay.Simulation.Tests;

/// <summary>The comparison with threshold checks: what they are, and that they see what the judge sees.</summary>
public sealed class ShiftTests
{
    private static readonly Health Usual = new(0.01, 0.01, 0.1);

    [Fact]
    public void Five_failed_minutes_in_a_row_take_the_traffic_back_and_a_good_one_begins_the_count_anew()
    {
        var checks = new ThresholdChecks(5, Usual);

        Assert.Equal(0, Minutes(checks, 0, [1, 1, 1, 1, 0, 1, 1, 1, 1]));
        Assert.Equal(1, Minutes(checks, 9, [1]));
    }

    [Fact]
    public void A_minute_without_requests_is_passed_over()
    {
        var checks = new ThresholdChecks(1, Usual);

        checks.MoveTo(VirtualClock.Start.AddHours(1));

        Assert.False(checks.HasAlarmed);
    }

    [Theory]
    [InlineData(nameof(Symptom.Errors), 2, 3)]
    [InlineData(nameof(Symptom.Slow), 2, 3)]
    [InlineData(nameof(Symptom.Wrong), 15, 16)]
    public void A_check_fails_beyond_its_threshold_and_not_at_it(string symptom, int passes, int fails)
    {
        Assert.False(OneMinute(Enum.Parse<Symptom>(symptom), passes));
        Assert.True(OneMinute(Enum.Parse<Symptom>(symptom), fails));
    }

    [Fact]
    public void The_same_world_is_judged_in_three_ways()
    {
        var dead = new ShiftTrial(1, new Shift(Symptom.Errors, Usual, Usual with { Errors = 1 })).Run(minutes: 30);
        var again = new ShiftTrial(1, new Shift(Symptom.Errors, Usual, Usual with { Errors = 1 })).Run(minutes: 30);

        Assert.Equal(dead, again);
        Assert.InRange(dead.Judge.Requests ?? 0, 1, 10);
        Assert.All([dead.Judge, dead.OneCheck, dead.FiveChecks], found => Assert.Equal(found.Requests, found.BadAnswers));
        Assert.True(dead.Judge.Requests < dead.OneCheck.Requests && dead.OneCheck.Requests < dead.FiveChecks.Requests);
    }

    [Fact]
    public void Without_a_shift_the_judge_leaves_the_traffic_where_it_is()
    {
        var found = Enumerable.Range(1, 20).Count(seed => new ShiftTrial(seed, Shift.Errors(0.01, 1)).Run(minutes: 5).Judge.Requests is not null);

        Assert.InRange(found, 0, 2);
    }

    private static bool OneMinute(Symptom symptom, int bad)
    {
        var checks = new ThresholdChecks(1, Usual);
        for (var i = 0; i < 100; i++)
        {
            checks.Observe(symptom, i < bad);
        }

        checks.MoveTo(VirtualClock.Start.AddMinutes(1));
        return checks.HasAlarmed;
    }

    private static int Minutes(ThresholdChecks checks, int from, int[] bad)
    {
        for (var i = 0; i < bad.Length; i++)
        {
            checks.Observe(Symptom.Errors, bad[i] == 1);
            checks.MoveTo(VirtualClock.Start.AddMinutes(from + i + 1));
        }

        return checks.HasAlarmed ? 1 : 0;
    }
}
