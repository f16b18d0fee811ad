namespace Backstay.Statistics;

/// <summary>
/// What the tests on values share: bets on a mean against one limit (<see cref="BettingProcess"/>), the evidence on both sides
/// of it, and the result's form.
/// </summary>
internal sealed class LimitBets
{
    private readonly Level _level;
    private readonly ValueRange _range;
    private readonly Direction _direction;
    private readonly (string Name, double Value) _bound;
    private readonly (double Origin, double Value) _limit;
    private readonly BettingProcess _process;
    private readonly int _node;
    private double _information;

    /// <param name="bound">The limit or margin as the plan states it.</param>
    /// <param name="limit">The mean at which the bound is used up, in the values' own unit, and the mean that is 0 in the unit of the bets.</param>
    /// <param name="low">The least mean, in the unit of the bets: the range's width is 1.</param>
    public LimitBets(
        Level level, ValueRange range, Direction direction, (string Name, double Value) bound, (double Origin, double Value) limit, double low)
    {
        _level = level;
        _range = range;
        _direction = direction;
        _bound = bound;
        _limit = limit;
        (var nodes, _node) = LimitGrid.Around((limit.Value - limit.Origin) / range.Width, low, 1);
        _process = new BettingProcess(nodes, Stakes.Count);
    }

    /// <summary>Natural logarithm of the evidence that the mean is on the bad side of the limit.</summary>
    public double LogEvidence => _direction == Direction.HigherIsBetter ? _process.LogBelow(_node) : _process.LogAbove(_node);

    /// <summary>Natural logarithm of the evidence that it is on the good side.</summary>
    public double LogProof => _direction == Direction.HigherIsBetter ? _process.LogAbove(_node) : _process.LogBelow(_node);

    public Verdict Decide(long smallestArm) => _level.Decide(LogEvidence, LogProof, smallestArm);

    /// <summary>Bets on one value in [low, high], in the unit of the bets; all but the value was known before it came.</summary>
    /// <param name="count">Values so far, this one included.</param>
    public void Observe(double value, double low, double high, double variance, long count)
    {
        _information += 1 / variance;
        Span<double> stakes = stackalloc double[Stakes.Count];
        Stakes.Fill(stakes, variance, _information, count, _level.LogThreshold);
        _process.Observe(value, low, high, stakes);
    }

    public TestResult Result(string method, IReadOnlyList<ArmStatistics> arms, double? estimate, Verdict verdict) => new(
        method,
        new OrderedDictionary<string, double>
        {
            ["alpha"] = _level.Alpha,
            ["lo"] = _range.Low,
            ["hi"] = _range.High,
            [_bound.Name] = _bound.Value,
            ["higherIsBetter"] = _direction == Direction.HigherIsBetter ? 1 : 0,
            ["minimumUnits"] = _level.MinimumUnits,
        },
        arms.Sum(arm => arm.N),
        arms,
        [],
        estimate,
        _process.Interval(_node, _level, _limit.Origin, _range.Width, _limit.Value),
        Level.EValue(LogEvidence),
        Level.EValue(LogProof),
        _level.Threshold,
        verdict);
}
