namespace Backstay.Statistics;

/// <summary>
/// A hard limit on the mean of a measurement with a declared range [lo, hi]. Null: the mean is on the good side of the
/// limit (at least the limit where higher is better, at most where lower is). Evidence is the wealth of bets against the
/// null (<see cref="BettingProcess"/>), exact at every sample size and every look; nothing is assumed of the distribution,
/// and the mean may drift as long as each value's mean given the past satisfies the null.
/// </summary>
public sealed class BoundedMeanTest : ISequentialTest
{
    public const string MethodName = "bounded-mean-v1";

    private readonly Level _level;
    private readonly ValueRange _range;
    private readonly double _limitValue;
    private readonly Direction _direction;
    private readonly BettingProcess _process;
    private readonly int _limit;
    private Moments _moments;
    private double _information;
    private ArmTotals _canary;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="lo">The least value that can occur.</param>
    /// <param name="hi">The greatest value that can occur.</param>
    /// <param name="limit">Strictly between lo and hi, in the values' own unit.</param>
    /// <param name="direction">Which way the measurement improves.</param>
    /// <param name="minimumUnits">Values that the test needs before it may pass.</param>
    public BoundedMeanTest(double alpha, double lo, double hi, double limit, Direction direction, long minimumUnits = 0)
    {
        _level = new Level(alpha, minimumUnits);
        _range = new ValueRange(lo, hi);
        if (!(limit > lo && limit < hi))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit lies between lo and hi, both excluded.");
        }

        _limitValue = limit;
        _direction = direction;
        (var nodes, _limit) = LimitGrid.Around(_range.Relative(limit), 0, 1);
        _process = new BettingProcess(nodes, Stakes.Count);
    }

    public string Method => MethodName;

    /// <summary>The value that stands for a canary that failed or came too late.</summary>
    public double WorstValue => _range.Worst(_direction);

    /// <summary>Natural logarithm of the evidence against the null.</summary>
    public double LogEvidence => _direction == Direction.HigherIsBetter ? _process.LogBelow(_limit) : _process.LogAbove(_limit);

    /// <summary>Natural logarithm of the evidence that the mean is on the good side of the limit.</summary>
    public double LogProof => _direction == Direction.HigherIsBetter ? _process.LogAbove(_limit) : _process.LogBelow(_limit);

    public Verdict Verdict => _level.Decide(LogEvidence, LogProof, _canary.Count);

    /// <summary>Adds a unit's first value, in [lo, hi].</summary>
    public void Observe(double value)
    {
        var x = _range.Relative(value);
        _canary.Add(value);
        var variance = _moments.Variance;
        _information += 1 / variance;
        Span<double> stakes = stackalloc double[Stakes.Count];
        Stakes.Fill(stakes, variance, _information, _canary.Count, _level.LogThreshold);
        _process.Observe(x, 0, 1, stakes);
        _moments.Add(x);
    }

    /// <summary>Adds a canary that gave no value.</summary>
    public void ObserveFailure() => Observe(WorstValue);

    public TestResult Result() => new(
        MethodName,
        new OrderedDictionary<string, double>
        {
            ["alpha"] = _level.Alpha,
            ["lo"] = _range.Low,
            ["hi"] = _range.High,
            ["limit"] = _limitValue,
            ["higherIsBetter"] = _direction == Direction.HigherIsBetter ? 1 : 0,
            ["minimumUnits"] = _level.MinimumUnits,
        },
        _canary.Count,
        [_canary.ToStatistics(ArmStatistics.CanaryArm)],
        [],
        _canary.Mean,
        _process.Interval(_limit, _level, _range.Low, _range.Width, _limitValue),
        Level.EValue(LogEvidence),
        Level.EValue(LogProof),
        _level.Threshold,
        Verdict);
}
