namespace Backstay.Statistics;

/// <summary>
/// Is the canary worse than the control by more than a margin? For values in a declared [lo, hi] whose arm was drawn with a
/// known probability p_t. Null: the canary's mean is not worse than the control's by more than the margin. Each unit gives
/// Z = (Y - c_t)(A/p_t - (1 - A)/(1 - p_t)), whose expectation given the past is exactly the difference of the arms, whatever
/// the weights do, and whatever drift or outage both arms share; c_t is the mean of both arms before t, which takes out most
/// of the variance. The bets on Z use the range that c_t and p_t leave. One value per unit, its first.
/// </summary>
public sealed class BoundedDifferenceTest : ISequentialTest
{
    public const string MethodName = "bounded-difference-v1";

    private readonly ValueRange _range;
    private readonly LimitBets _bets;
    private Moments _moments;
    private ArmTotals _canary;
    private ArmTotals _control;
    private long _informative;
    private double _weightedSum;
    private double _weights;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="lo">The least value that can occur.</param>
    /// <param name="hi">The greatest value that can occur.</param>
    /// <param name="margin">How much worse, in the values' own unit, is still allowed; from 0 to below hi - lo.</param>
    /// <param name="direction">Which way the measurement improves.</param>
    /// <param name="minimumUnits">Units that each arm needs before the test may pass.</param>
    public BoundedDifferenceTest(double alpha, double lo, double hi, double margin, Direction direction, long minimumUnits = 0)
    {
        var level = new Level(alpha, minimumUnits);
        _range = new ValueRange(lo, hi);
        _bets = new LimitBets(
            level, _range, direction, ("margin", _range.Margin(margin)), (0, ValueRange.WorstDifference(margin, direction)), low: -1);
    }

    public string Method => MethodName;

    /// <summary>Natural logarithm of the evidence against the null.</summary>
    public double LogEvidence => _bets.LogEvidence;

    /// <summary>Natural logarithm of the evidence that the difference lies inside the margin.</summary>
    public double LogProof => _bets.LogProof;

    public Verdict Verdict => _bets.Decide(Math.Min(_canary.Count, _control.Count));

    /// <summary>Adds a unit's first value.</summary>
    /// <param name="canary">The arm to which the unit was assigned.</param>
    /// <param name="value">A value in [lo, hi].</param>
    /// <param name="canaryShare">The probability of the canary when it was assigned; at 0 or 1 there is nothing to compare, and the value is only counted.</param>
    public void Observe(bool canary, double value, double canaryShare)
    {
        if (!(canaryShare >= 0 && canaryShare <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(canaryShare), canaryShare, "A share lies in [0, 1].");
        }

        var y = _range.Relative(value);
        (canary ? ref _canary : ref _control).Add(value);
        if (canaryShare is 0 or 1)
        {
            return;
        }

        Bet(canary, y, canaryShare);
        _moments.Add(y);
    }

    public TestResult Result() => _bets.Result(
        MethodName,
        [_canary.ToStatistics(ArmStatistics.CanaryArm), _control.ToStatistics(ArmStatistics.ControlArm)],
        _weights == 0 ? null : Math.Clamp(_weightedSum / _weights, -1, 1) * _range.Width,
        Verdict);

    private void Bet(bool canary, double y, double p)
    {
        var centre = _moments.Mean;
        var spread = p * (1 - p);
        var variance = _moments.Variance / spread;
        _informative++;
        var z = (y - centre) / (canary ? p : p - 1);
        var high = Math.Max((1 - centre) / p, centre / (1 - p));
        var low = -Math.Max(centre / p, (1 - centre) / (1 - p));
        _bets.Observe(z, low, high, variance, _informative);
        _weightedSum += spread * z;
        _weights += spread;
    }
}
