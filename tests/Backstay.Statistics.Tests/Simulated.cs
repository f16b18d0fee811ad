namespace Backstay.Statistics.Tests;

/// <summary>What the simulations share: medians, and the lower bound that says whether a level is really broken.</summary>
internal static class Simulated
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
