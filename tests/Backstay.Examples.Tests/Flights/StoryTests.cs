using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Tests.Flights;

/// <summary>The differences that the demo promises, on rows that no model has seen; with room to the 95 % intervals.</summary>
public sealed class StoryTests(TrainedFolder trained)
{
    private const double SameQuality = 0.02;

    [Fact]
    public void Release_2_is_better_than_release_1_by_at_least_8_points()
    {
        var first = Interval("delay-1", "processor-1");
        var second = Interval("delay-2", "processor-1");

        Assert.True(second.Low - first.High >= 0.08, $"{first} {second}");
    }

    [Theory]
    [InlineData("delay-3", "processor-3-fixed")]
    [InlineData("delay-4", "processor-1")]
    public void The_models_of_releases_3_and_4_are_as_good_as_release_2_behind_the_right_processor(string model, string processor)
    {
        Assert.InRange(Value(model, processor) - Value("delay-2", "processor-1"), -SameQuality, SameQuality);
    }

    [Fact]
    public void Release_3_with_its_units_bug_is_worse_by_at_least_25_points()
    {
        Assert.True(Interval("delay-2", "processor-1").Low - Interval("delay-3", "processor-3").High >= 0.25);
    }

    [Theory]
    [InlineData("delay-2", "processor-3")]
    [InlineData("delay-3", "processor-1")]
    public void Rolling_back_only_the_model_or_only_the_processor_stays_worse_by_at_least_15_points(string model, string processor)
    {
        Assert.True(Interval("delay-2", "processor-1").Low - Interval(model, processor).High >= 0.15);
    }

    [Fact]
    public void The_units_bug_gives_ordinary_looking_answers()
    {
        var live = FlightLines.Read(trained.File(TrainingRun.LiveFile)).Take(20_000).ToList();

        var answers = Evaluator.Predict(trained.Network("delay-3"), Processors.KilometresAndDayFromMinutes, live);

        Assert.All(answers, answer => Assert.InRange(answer, -60, 180));
    }

    [Fact]
    public void Live_traffic_tells_the_same_story_as_the_held_out_rows()
    {
        var live = FlightLines.Read(trained.File(TrainingRun.LiveFile)).ToList();

        var second = Evaluator.Score("delay-2", trained.Network("delay-2"), "processor-1", Processors.MilesAndHours, live);

        Assert.Equal(Value("delay-2", "processor-1"), second.Of(Evaluator.Within15, Evaluator.AllRows).Value, tolerance: 0.02);
    }

    [Fact]
    public void Live_traffic_holds_enough_flights_that_kill_release_4()
    {
        var live = FlightLines.Read(trained.File(TrainingRun.LiveFile)).ToList();

        Assert.InRange(live.Count(flight => flight.Distance >= 2500) / (double)live.Count, 0.005, 0.03);
    }

    private double Value(string model, string processor) => Measurement(model, processor).Value;

    private Measurement Interval(string model, string processor) => Measurement(model, processor);

    private Measurement Measurement(string model, string processor) =>
        Files.Read<List<Scorecard>>(trained.File(TrainingRun.ScorecardFile))
            .Single(card => card.Model == model && card.Processor == processor)
            .Of(Evaluator.Within15, Evaluator.AllRows);
}
