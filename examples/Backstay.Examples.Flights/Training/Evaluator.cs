using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Flights.Training;

/// <summary>Runs rows through a processor and a network, as the gateway and the host would, and scores the answers.</summary>
internal static class Evaluator
{
    public const string Within15 = "within15";
    public const string Closeness = "closeness";
    public const string AbsoluteError = "absolute-error";
    public const string Bias = "bias";

    /// <summary>The slice that is no slice.</summary>
    public const string? AllRows = null;

    private const double NormalQuantile = 1.959963984540054;

    /// <summary>Values are rounded to this many digits, far below their interval, so that files stay readable.</summary>
    private const int Digits = 6;

    private static readonly (string Name, Func<double, double, double> Score)[] Metrics =
    [
        (Within15, Quality.Within15),
        (Closeness, Quality.Closeness),
        (AbsoluteError, (predicted, delay) => Math.Abs(predicted - delay)),
        (Bias, (predicted, delay) => predicted - delay),
    ];

    private static readonly (string? Name, Func<Flight, bool> Holds)[] Slices =
    [
        (AllRows, _ => true),
        ("morning", flight => flight.Time is >= 5 and < 12),
        ("afternoon", flight => flight.Time is >= 12 and < 18),
        ("evening", flight => flight.Time is >= 18 or < 5),
        ("short-haul", flight => flight.Distance < 750),
        ("long-haul", flight => flight.Distance >= 1500),
    ];

    public static Scorecard Score(
        string model, Network network, string processorName, ProcessorMapping processor, IReadOnlyList<Flight> rows)
    {
        var predictions = Predict(network, processor, rows);
        var measurements = new List<Measurement>();
        foreach (var slice in Slices)
        {
            var members = Enumerable.Range(0, rows.Count).Where(row => slice.Holds(rows[row])).ToList();
            foreach (var metric in Metrics)
            {
                var values = members.Select(row => metric.Score(predictions[row], rows[row].Delay)).ToList();
                measurements.Add(Measure(metric.Name, slice.Name, values));
            }
        }

        return new Scorecard(model, processorName, measurements);
    }

    public static float[] Predict(Network network, ProcessorMapping processor, IReadOnlyList<Flight> rows)
    {
        var features = new float[network.Inputs];
        var predictions = new float[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            processor.Apply(rows[row], features);
            predictions[row] = network.Predict(features);
        }

        return predictions;
    }

    public static Measurement Measure(string metric, string? slice, IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        var half = NormalQuantile * deviation / Math.Sqrt(values.Count);
        return new Measurement(
            metric, Round(mean), values.Count, Round(mean - half), Round(mean + half), slice, Round(deviation));
    }

    private static double Round(double value) => Math.Round(value, Digits, MidpointRounding.AwayFromZero);
}
