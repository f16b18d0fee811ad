namespace Backstay.Statistics;

/// <summary>Sums of numbers that are kept as logarithms, without overflow.</summary>
internal static class LogSpace
{
    /// <summary>ln of the mean of exp(values).</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        if (double.IsNegativeInfinity(largest))
        {
            return largest;
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum / values.Length);
    }
}
