namespace Backstay.TestKit.Simulation;

/// <summary>A world found an invariant broken.</summary>
internal sealed class InvariantBrokenException(string invariant, string message, int? number = null) : Exception($"{invariant}: {message}")
{
    public string Invariant { get; } = invariant;

    /// <summary>Which of the house's; null for none of them.</summary>
    public int? Number { get; } = number;
}
