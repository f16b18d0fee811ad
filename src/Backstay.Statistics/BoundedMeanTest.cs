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

    private readonly ValueRange _range;
    private readonly LimitBets _bets;
    private Moments _moments;
    private ArmTotals _canary;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="lo">The least value that can occur.</param>
    /// <param name="hi">The greatest value that can occur.</param>
    /// <param name="limit">Strictly between lo and hi, in the values' own unit.</param>
    /// <param name="direction">Which way the measurement improves.</param>
    /// <param name="minimumUnits">Values that the test needs before it may pass.</param>
    public BoundedMeanTest(double alpha, double lo, double hi, double limit, Direction direction, long minimumUnits = 0)
    {
        var level = new Level(alpha, minimumUnits);
        _range = new ValueRange(lo, hi);
        if (!(limit > lo && limit < hi))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit lies between lo and hi, both excluded.");
        }

        _bets = new LimitBets(level, _range, direction, ("limit", limit), (lo, limit), low: 0);
    }

    public string Method => MethodName;

    /// <summary>Natural logarithm of the evidence against the null.</summary>
    public double LogEvidence => _bets.LogEvidence;

    /// <summary>Natural logarithm of the evidence that the mean is on the good side of the limit.</summary>
    public double LogProof => _bets.LogProof;

    public Verdict Verdict => _bets.Decide(_canary.Count);

    /// <summary>Adds a unit's first value, in [lo, hi].</summary>
    public void Observe(double value)
    {
        var x = _range.Relative(value);
        _canary.Add(value);
        _bets.Observe(x, 0, 1, _moments.Variance, _canary.Count);
        _moments.Add(x);
    }

    public TestResult Result() => _bets.Result(
        MethodName,
        [_canary.ToStatistics(ArmStatistics.CanaryArm)],
        _canary.Mean,
        Verdict);
}
