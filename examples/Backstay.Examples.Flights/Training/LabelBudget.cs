namespace Backstay.Examples.Flights.Training;

/// <summary>How many labels a comparison needs: the first guess that rates, weights and margins of the demo start from.</summary>
internal static class LabelBudget
{
    /// <summary>
    /// n = 2 ln(1/alpha) (s1²/w + s0²/(1-w)) / (d + margin)², the labels of both arms together after which a test that may
    /// be looked at after every label is expected to be near its decision. A lower bound: sequential tests that assume
    /// only that scores lie in [0, 1] need two to four times as many.
    /// </summary>
    /// <param name="difference">Canary's mean minus the control's.</param>
    /// <param name="margin">Tolerated loss; 0 where the question is whether there is any difference.</param>
    /// <param name="weight">The canary's share of the traffic, in (0, 1).</param>
    public static double Labels(
        double difference, double margin, double canaryDeviation, double controlDeviation, double weight, double alpha)
    {
        var variance = (canaryDeviation * canaryDeviation / weight) + (controlDeviation * controlDeviation / (1 - weight));
        var distance = difference + margin;
        return 2 * Math.Log(1 / alpha) * variance / (distance * distance);
    }
}
