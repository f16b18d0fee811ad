namespace Backstay.Statistics;

/// <summary>
/// Shadow: canary and control answered the same input, and one label judges both. Null: the mean of D = canary - control
/// is not worse than the margin. D lies in [-(hi - lo), hi - lo], and the wealth of bets on it (<see cref="BettingProcess"/>)
/// is the evidence, exact at every look. Far sharper than <see cref="BoundedDifferenceTest"/>, because what makes an input
/// hard is hard for both. Events of such pairs are judged by <see cref="WhichArmTest.ObservePair"/>.
/// </summary>
public sealed class PairedDifferenceTest : ISequentialTest
{
    public const string MethodName = "paired-difference-v1";

    private readonly ValueRange _range;
    private readonly LimitBets _bets;
    private Moments _moments;
    private double _differences;
    private ArmTotals _canary;
    private ArmTotals _control;

    /// <param name="alpha">Chance of a false breach over the whole run.</param>
    /// <param name="lo">The least value that can occur.</param>
    /// <param name="hi">The greatest value that can occur.</param>
    /// <param name="margin">How much worse, in the values' own unit, is still allowed; from 0 to below hi - lo.</param>
    /// <param name="direction">Which way the measurement improves.</param>
    /// <param name="minimumUnits">Pairs that the test needs before it may pass.</param>
    public PairedDifferenceTest(double alpha, double lo, double hi, double margin, Direction direction, long minimumUnits = 0)
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

    public Verdict Verdict => _bets.Decide(_canary.Count);

    /// <summary>Adds one input's two values, each in [lo, hi].</summary>
    public void Observe(double canaryValue, double controlValue)
    {
        var difference = _range.Relative(canaryValue) - _range.Relative(controlValue);
        _canary.Add(canaryValue);
        _control.Add(controlValue);

        // The moments run on (D + 1)/2 in [0, 1], whose variance is a quarter of D's.
        _bets.Observe(difference, -1, 1, 4 * _moments.Variance, _canary.Count);
        _moments.Add((difference + 1) / 2);
        _differences += canaryValue - controlValue;
    }

    public TestResult Result() => _bets.Result(
        MethodName,
        [_canary.ToStatistics(ArmStatistics.CanaryArm), _control.ToStatistics(ArmStatistics.ControlArm)],
        _canary.Count == 0 ? null : _differences / _canary.Count,
        Verdict);
}
