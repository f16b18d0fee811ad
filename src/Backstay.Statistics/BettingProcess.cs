namespace Backstay.Statistics;

/// <summary>
/// Wealth of bets on the mean of a bounded stream, after Waudby-Smith and Ramdas (2023), against every node of a grid.
/// For a node m and a stake s, "the mean is above m" earns 1 + min(s, c/(m - low)) (z - m) per value, "below m" earns
/// 1 - min(s, c/(high - m)) (z - m); [low, high] is the range of this value, known before it comes. Under "mean at most m"
/// (at least m) the expected factor is at most 1, so by Ville's inequality the wealth passes 1/alpha with probability at
/// most alpha, ever. Several stakes run side by side and their mean counts, which keeps that property. Every factor falls
/// (rises) in m, so each end of the interval is a single crossing.
/// </summary>
internal sealed class BettingProcess
{
    // How much of the wealth one value may cost at most.
    private const double Truncation = 0.9;

    private readonly double[] _nodes;
    private readonly double[] _most;
    private readonly double[] _least;
    private readonly Wealth[] _above;
    private readonly Wealth[] _below;

    public BettingProcess(double[] nodes, int stakes)
    {
        _nodes = nodes;
        _most = new double[nodes.Length];
        _least = new double[nodes.Length];
        _above = new Wealth[stakes];
        _below = new Wealth[stakes];
        for (var i = 0; i < stakes; i++)
        {
            _above[i] = new Wealth(nodes.Length);
            _below[i] = new Wealth(nodes.Length);
        }
    }

    /// <summary>Takes one value in [low, high]. Stakes and range were chosen before the value was seen.</summary>
    public void Observe(double value, double low, double high, ReadOnlySpan<double> stakes)
    {
        for (var node = 0; node < _nodes.Length; node++)
        {
            _most[node] = Most(_nodes[node] - low);
            _least[node] = Most(high - _nodes[node]);
        }

        for (var i = 0; i < stakes.Length; i++)
        {
            _above[i].Multiply(_nodes, _most, stakes[i], value, sign: 1);
            _below[i].Multiply(_nodes, _least, stakes[i], value, sign: -1);
        }
    }

    /// <summary>Log of the evidence against "the mean is at most this node".</summary>
    public double LogAbove(int node) => Log(_above, node);

    /// <summary>Log of the evidence against "the mean is at least this node".</summary>
    public double LogBelow(int node) => Log(_below, node);

    /// <summary>
    /// What is not ruled out on either side, as origin + node * width. The search starts at the limit, on the side that its
    /// own evidence tells, and the limit keeps its exact value, so the interval never contradicts a verdict about the limit.
    /// </summary>
    public Interval Interval(int limit, Level level, double origin, double width, double limitValue)
    {
        var low = limit;
        if (level.Reached(LogAbove(limit)))
        {
            while (low + 1 < _nodes.Length && level.Reached(LogAbove(low + 1)))
            {
                low++;
            }
        }
        else
        {
            while (low > 0 && !level.Reached(LogAbove(low)))
            {
                low--;
            }
        }

        var high = limit;
        if (level.Reached(LogBelow(limit)))
        {
            while (high > 0 && level.Reached(LogBelow(high - 1)))
            {
                high--;
            }
        }
        else
        {
            while (high + 1 < _nodes.Length && !level.Reached(LogBelow(high)))
            {
                high++;
            }
        }

        return new Interval(Scaled(low), Scaled(high));

        double Scaled(int node) => node == limit ? limitValue : origin + (_nodes[node] * width);
    }

    private static double Most(double room) => room > 0 ? Truncation / room : double.PositiveInfinity;

    private static double Log(Wealth[] wealth, int node)
    {
        Span<double> logs = stackalloc double[wealth.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = wealth[i].Log(node);
        }

        return LogSpace.Mean(logs);
    }
}
