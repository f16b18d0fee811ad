using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Tests.Flights;

public sealed class FlightSplitTests
{
    private const int DistinctRowsThatTheDemoNeeds = 60_000;

    private static readonly IReadOnlyList<Flight> Flights = FlightFile.Read(TrainedFolder.Source);
    private static readonly FlightSplit Split = FlightSplit.Of(Flights, TrainedFolder.Seed);

    [Fact]
    public void The_parts_hold_every_distinct_row_once()
    {
        var all = Split.Training.Concat(Split.Evaluation).Concat(Split.Live).ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.True(all.ToHashSet().SetEquals(Flights));
    }

    [Fact]
    public void No_input_is_in_two_parts()
    {
        var parts = new[] { Split.Training, Split.Evaluation, Split.Live }
            .Select(part => part.Select(flight => (flight.Distance, flight.Minute)).ToHashSet()).ToList();

        Assert.Equal(parts.Sum(part => part.Count), parts.SelectMany(part => part).Distinct().Count());
    }

    [Fact]
    public void Live_traffic_has_more_than_enough_distinct_rows_and_distinct_inputs()
    {
        Assert.True(Split.Live.Distinct().Count() >= 2 * DistinctRowsThatTheDemoNeeds);
        Assert.True(Split.Live.Select(flight => (flight.Distance, flight.Minute)).Distinct().Count() >= DistinctRowsThatTheDemoNeeds);
    }

    [Fact]
    public void The_order_of_the_file_does_not_matter_and_the_seed_does()
    {
        var reversed = FlightSplit.Of(Flights.Reverse(), TrainedFolder.Seed);
        var other = FlightSplit.Of(Flights, TrainedFolder.Seed + 1);

        Assert.Equal(Split.Training, reversed.Training);
        Assert.Equal(Split.Live, reversed.Live);
        Assert.NotEqual(Split.Live.Take(100), other.Live.Take(100));
    }

    [Fact]
    public void The_hash_never_changes()
    {
        // Computed by a second implementation, in another language.
        Assert.Equal(0xF31AE8DACFBD3AC3UL, StableHash.Of(7, 1452, 810, -3));
        Assert.InRange(StableHash.Unit(ulong.MaxValue), 0.999999, 0.9999999999999999);
    }
}
