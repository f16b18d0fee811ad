namespace Backstay.Statistics;

/// <summary>Which way a measurement improves.</summary>
public enum Direction
{
    HigherIsBetter,
    LowerIsBetter,
}
