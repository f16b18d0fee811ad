namespace Backstay.Statistics;

/// <summary>
/// The candidate values at which a betting test keeps its wealth. The limit itself is one of them, so the interval and the
/// verdict come from the same numbers; the spacing grows with the distance from the limit, where precision matters less.
/// </summary>
internal static class LimitGrid
{
    public const int PerSide = 128;

    /// <summary>Ascending nodes from <paramref name="low"/> to <paramref name="high"/>, and where the limit stands among them.</summary>
    public static (double[] Nodes, int Limit) Around(double limit, double low, double high)
    {
        var nodes = new List<double>();
        if (limit > low)
        {
            for (var i = PerSide; i > 0; i--)
            {
                nodes.Add(limit - ((limit - low) * Squared(i)));
            }
        }

        var index = nodes.Count;
        nodes.Add(limit);
        if (limit < high)
        {
            for (var i = 1; i <= PerSide; i++)
            {
                nodes.Add(limit + ((high - limit) * Squared(i)));
            }
        }

        return ([.. nodes], index);
    }

    private static double Squared(int i) => (double)i * i / (PerSide * PerSide);
}
