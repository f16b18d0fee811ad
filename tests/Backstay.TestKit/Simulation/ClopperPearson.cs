using Backstay.Statistics;

namespace Backstay.TestKit.Simulation;

/// <summary>
/// Exact bounds for a rate at a fixed number of trials (Clopper and Pearson 1934). Unlike the product's tests they hold for
/// one look only: the checks of simulations and measurements use them. Compiled into the tests of the statistics too, which know
/// nothing else of this kit.
/// </summary>
internal static class ClopperPearson
{
    private const double Edge = 1e-300;

    /// <summary>Two-sided interval, (1 - confidence)/2 on each side.</summary>
    public static Interval Between(long events, long trials, double confidence = 0.95)
    {
        Check(events, trials, confidence);
        var side = (1 + confidence) / 2;
        return new Interval(LowerBound(events, trials, side), UpperBound(events, trials, side));
    }

    /// <summary>The rate is at least this with the given one-sided confidence.</summary>
    public static double LowerBound(long events, long trials, double confidence = 0.95)
    {
        Check(events, trials, confidence);
        if (events == 0)
        {
            return 0;
        }

        // P(at least x events at rate p) = I_p(x, n - x + 1), rising in p.
        var logSide = double.LogP1(-confidence);
        return Crossing.LastRuledOut(Edge, 1, rate => LogBeta.LowerTail(rate, events, trials - events + 1) <= logSide);
    }

    /// <summary>The rate is at most this with the given one-sided confidence.</summary>
    public static double UpperBound(long events, long trials, double confidence = 0.95) =>
        1 - LowerBound(trials - events, trials, confidence);

    private static void Check(long events, long trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, trials);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }
    }
}
