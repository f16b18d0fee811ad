namespace Backstay.Statistics;

/// <summary>Where evidence crosses its threshold, by bisection. The answer is always a ruled-out point, so intervals err to the wide side.</summary>
internal static class Crossing
{
    private const int Steps = 60;

    /// <summary>Halves the way from a point that is ruled out to one that is not; returns the last point that is ruled out.</summary>
    public static double LastRuledOut(double ruledOut, double open, Func<double, bool> isRuledOut)
    {
        for (var step = 0; step < Steps; step++)
        {
            var middle = (ruledOut + open) / 2;
            if (middle == ruledOut || middle == open)
            {
                break;
            }

            if (isRuledOut(middle))
            {
                ruledOut = middle;
            }
            else
            {
                open = middle;
            }
        }

        return ruledOut;
    }
}
