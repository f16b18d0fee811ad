namespace Backstay.Examples.Flights.Data;

/// <summary>The distinct rows in three parts that share no (distance, time) pair, so that no model has seen an input that
/// it is measured on. No row is in two parts, or twice in one.</summary>
internal sealed record FlightSplit(
    IReadOnlyList<Flight> Training, IReadOnlyList<Flight> Evaluation, IReadOnlyList<Flight> Live)
{
    private const double TrainingShare = 0.22;
    private const double EvaluationShare = 0.13;

    /// <summary>Stands in the place of the delay where only the input is hashed; no delay is that long.</summary>
    private const int InputOnly = int.MaxValue;

    /// <summary>Places each row by the hash of its input and orders each part by the hash of the whole row, so that the
    /// result depends neither on the order of the file nor on the machine. Repeated rows are dropped.</summary>
    public static FlightSplit Of(IEnumerable<Flight> flights, int seed)
    {
        var training = new List<(ulong Order, Flight Flight)>();
        var evaluation = new List<(ulong Order, Flight Flight)>();
        var live = new List<(ulong Order, Flight Flight)>();
        foreach (var flight in flights.Distinct())
        {
            var place = StableHash.Unit(StableHash.Of(seed, flight.Distance, flight.Minute, InputOnly));
            var part = place < TrainingShare ? training : place < TrainingShare + EvaluationShare ? evaluation : live;
            part.Add((StableHash.Of(seed, flight.Distance, flight.Minute, flight.Delay), flight));
        }

        return new FlightSplit(Ordered(training), Ordered(evaluation), Ordered(live));
    }

    private static List<Flight> Ordered(IEnumerable<(ulong Order, Flight Flight)> rows) =>
        [.. rows.OrderBy(row => row.Order).Select(row => row.Flight)];
}
