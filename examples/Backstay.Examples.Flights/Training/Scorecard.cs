namespace Backstay.Examples.Flights.Training;

/// <summary>Measured results of one model behind one data processor on the held-out rows.</summary>
internal sealed record Scorecard(string Model, string Processor, IReadOnlyList<Measurement> Measures)
{
    public Measurement Of(string metric, string? slice) =>
        Measures.Single(measurement => measurement.Metric == metric && measurement.Slice == slice);
}

/// <summary>The mean of a metric over a slice, with its 95 % interval (mean ± 1.96 s/√n).</summary>
/// <param name="N">Rows that it was measured on.</param>
/// <param name="Slice">The part of the rows; null for all.</param>
/// <param name="Deviation">Standard deviation s of one row's value (divisor n).</param>
internal sealed record Measurement(
    string Metric, double Value, int N, double Low, double High, string? Slice, double Deviation);
