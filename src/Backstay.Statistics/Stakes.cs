namespace Backstay.Statistics;

/// <summary>
/// How much is staked on each side, for a range of width 1. One stake is the predictable plug-in of Waudby-Smith and
/// Ramdas, sqrt(2 ln(1/alpha)/(v t ln(1 + t))), written for a variance v that changes with the weights; it spreads the
/// power over all sample sizes. The others bet on a fixed distance d between the mean and the node: d/v, which grows the
/// wealth nearly as fast as possible when the distance is d. Mixing costs ln 7 at most.
/// </summary>
internal static class Stakes
{
    private static readonly double[] Distances = [0.01, 0.03, 0.06, 0.12, 0.3, 1];

    public static int Count => Distances.Length + 1;

    /// <param name="stakes">Receives <see cref="Count"/> stakes.</param>
    /// <param name="variance">Expected variance of the next value.</param>
    /// <param name="information">Sum of 1/variance over the values so far and the next one.</param>
    /// <param name="number">The next value's number, from 1.</param>
    /// <param name="logThreshold">ln(1/alpha).</param>
    public static void Fill(Span<double> stakes, double variance, double information, long number, double logThreshold)
    {
        stakes[0] = Math.Sqrt(2 * logThreshold / (information * Math.Log(1 + number))) / variance;
        for (var i = 0; i < Distances.Length; i++)
        {
            stakes[i + 1] = Distances[i] / variance;
        }
    }
}
