namespace Backstay.Statistics;

/// <summary>What all tests share: their level, their minimum of units, and how these two become a verdict.</summary>
internal readonly struct Level
{
    // exp(690) is about 1e299: finite in every format, and far beyond any threshold.
    private const double LargestLog = 690;

    public Level(double alpha, long minimumUnits)
    {
        if (!(alpha > 0 && alpha < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha lies between 0 and 1, both excluded.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(minimumUnits);
        Alpha = alpha;
        MinimumUnits = minimumUnits;
        LogThreshold = -Math.Log(alpha);
    }

    public double Alpha { get; }

    public long MinimumUnits { get; }

    public double LogThreshold { get; }

    public double Threshold => 1 / Alpha;

    public static double EValue(double log) => Math.Exp(Math.Clamp(log, -LargestLog, LargestLog));

    public bool Reached(double logEvidence) => logEvidence >= LogThreshold;

    public Verdict Decide(double logEvidence, double logProof, long smallestArm)
    {
        if (Reached(logEvidence))
        {
            return Verdict.Breach;
        }

        if (smallestArm < MinimumUnits || smallestArm == 0)
        {
            return Verdict.NotEnoughData;
        }

        return Reached(logProof) ? Verdict.Pass : Verdict.Inconclusive;
    }
}
