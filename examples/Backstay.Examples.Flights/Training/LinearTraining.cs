using Backstay.Examples.Flights.Data;
using MathNet.Numerics;
using MathNet.Numerics.LinearRegression;

namespace Backstay.Examples.Flights.Training;

/// <summary>Ordinary least squares: the mean delay as a linear function of the features.</summary>
internal static class LinearTraining
{
    public static Network Fit(IReadOnlyList<Flight> rows, ProcessorMapping processor)
    {
        // One thread, so that sums are added in one order and the same seed gives the same bytes.
        Control.UseManaged();
        Control.UseSingleThread();
        var features = rows.Select(row => Features(row, processor)).ToArray();
        var labels = rows.Select(row => (double)row.Delay).ToArray();
        var coefficients = MultipleRegression.NormalEquations(features, labels, intercept: true);
        return new Network([new DenseLayer(
            coefficients.Length - 1, 1, [.. coefficients.Skip(1).Select(value => (float)value)], [(float)coefficients[0]])]);
    }

    private static double[] Features(Flight row, ProcessorMapping processor)
    {
        Span<float> features = stackalloc float[processor.Inputs[0].Fields.Count];
        processor.Apply(row, features);
        return [.. features.ToArray().Select(value => (double)value)];
    }
}
