using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Tests.Flights;

public sealed class FlightFileTests
{
    [Fact]
    public void The_file_holds_200000_rows_and_each_time_is_a_whole_minute()
    {
        var flights = FlightFile.Read(TrainedFolder.Source);

        Assert.Equal(200_000, flights.Count);
        Assert.Equal(193_927, flights.Distinct().Count());
        Assert.All(flights.Take(20_000), flight => Assert.Equal(flight.Time * 60, flight.Minute, tolerance: 1e-9));
    }

    [Theory]
    [InlineData("""[{"delay":1,"distance":2}]""")]
    [InlineData("""[{"delay":1,"distance":2,"time":24}]""")]
    [InlineData("""[{"delay":1,"distance":0,"time":3}]""")]
    [InlineData("""[{"delay":1,"distance":2,"time":3,"origin":4}]""")]
    public void A_row_that_is_not_a_flight_is_refused_by_its_number(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);

            var error = Assert.Throws<InvalidDataException>(() => FlightFile.Read(path));

            Assert.Contains("Row 0", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
