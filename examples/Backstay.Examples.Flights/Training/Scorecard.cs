namespace Backstay.Examples.Flights.Training;

/// <summary>Measured results of one model behind one data processor on the held-out rows.</summary>
internal sealed record Scorecard(string Model, string Processor, IReadOnlyList<Measurement> Measurements)
{
    public Measurement Of(string metric, string slice) =>
        Measurements.Single(measurement => measurement.Metric == metric && measurement.Slice == slice);
}

/// <summary>The mean of a metric over a slice, with its 95 % interval (mean ± 1.96 s/√n).</summary>
/// <param name="Deviation">Standard deviation s of one row's value (divisor n).</param>
internal sealed record Measurement(
    string Metric, string Slice, int N, double Value, double Deviation, Interval Interval);

internal sealed record Interval(double Low, double High, double Level);
