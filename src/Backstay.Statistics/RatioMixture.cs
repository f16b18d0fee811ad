namespace Backstay.Statistics;

/// <summary>
/// The evidence of a which-arm test as a pure function of its counts. For an event at share w, margin m and ratio r the
/// factor is q/p' = r (m w + 1 - w)/(r m w + 1 - w) in the canary and (m w + 1 - w)/(r m w + 1 - w) in the control; so
/// only the canary's total and the total per share matter. Every factor falls in m where r is above 1 and rises in m
/// where r is below 1; hence each end of the interval is one crossing.
/// </summary>
internal static class RatioMixture
{
    /// <summary>Ratios beyond this are not told apart; as an upper end it means that no bound is known.</summary>
    public const double Ceiling = 1e6;

    private static readonly double[] Ratios = [1.5, 2, 3, 5, 10, 20, 50, 100];

    /// <summary>Log of the evidence against "ratio at most <paramref name="margin"/>".</summary>
    public static double LogAbove(ReadOnlySpan<EventTally> tallies, double margin) => Log(tallies, margin, inverse: false);

    /// <summary>Log of the evidence against "ratio at least <paramref name="margin"/>": the same mixture, mirrored.</summary>
    public static double LogBelow(ReadOnlySpan<EventTally> tallies, double margin) => Log(tallies, margin, inverse: true);

    /// <summary>The ratio under which the arms of the events are likeliest; it lies inside the interval, always. Null without events.</summary>
    public static double? MostLikely(ReadOnlySpan<EventTally> tallies)
    {
        long canary = 0;
        long total = 0;
        foreach (ref readonly var tally in tallies)
        {
            canary += tally.Canary;
            total += tally.Total;
        }

        if (total == 0)
        {
            return null;
        }

        if (canary == 0 || canary == total)
        {
            return canary == 0 ? 0 : Ceiling;
        }

        var low = -Math.Log(Ceiling);
        var high = Math.Log(Ceiling);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (ExpectedCanary(tallies, Math.Exp(middle)) < canary)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Exp((low + high) / 2);
    }

    private static double ExpectedCanary(ReadOnlySpan<EventTally> tallies, double ratio)
    {
        var expected = 0.0;
        foreach (ref readonly var tally in tallies)
        {
            var weight = ratio * tally.Share;
            expected += tally.Total * weight / (weight + 1 - tally.Share);
        }

        return expected;
    }

    private static double Log(ReadOnlySpan<EventTally> tallies, double margin, bool inverse)
    {
        Span<double> logs = stackalloc double[Ratios.Length];
        for (var i = 0; i < Ratios.Length; i++)
        {
            var ratio = inverse ? 1 / Ratios[i] : Ratios[i];
            var logRatio = Math.Log(ratio);
            var log = 0.0;
            foreach (ref readonly var tally in tallies)
            {
                var weight = margin * tally.Share;
                var rest = 1 - tally.Share;
                log += (tally.Canary * logRatio) + (tally.Total * Math.Log((weight + rest) / ((ratio * weight) + rest)));
            }

            logs[i] = log;
        }

        return LogSpace.Mean(logs);
    }
}
