namespace Backstay.Examples.Flights.Data;

/// <summary>One row of the data set.</summary>
/// <param name="Distance">Length of the flight in miles.</param>
/// <param name="Time">Time of day in hours, 0 to below 24, in steps of one minute.</param>
/// <param name="Delay">The label: minutes late at arrival, negative when early. Known only after the flight.</param>
internal readonly record struct Flight(int Distance, double Time, int Delay)
{
    /// <summary>Minute of the day. The file holds minutes as fractions of an hour; this undoes the rounding.</summary>
    public int Minute => (int)Math.Round(Time * 60, MidpointRounding.AwayFromZero);
}
