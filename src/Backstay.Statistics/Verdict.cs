namespace Backstay.Statistics;

/// <summary>What the evidence of one test says at this moment.</summary>
public enum Verdict
{
    /// <summary>The proof side reached its threshold: the bound lies inside the margin.</summary>
    Pass,

    /// <summary>The evidence against the null reached 1/alpha. Possible at any sample size, because the tests are exact.</summary>
    Breach,

    /// <summary>Enough data, but neither side is proven.</summary>
    Inconclusive,

    /// <summary>An arm has fewer units than its minimum, and nothing is breached.</summary>
    NotEnoughData,
}
