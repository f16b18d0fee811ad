namespace Backstay.TestKit.Simulation;

/// <summary>A world found an invariant broken.</summary>
internal sealed class InvariantBrokenException(string invariant, string message) : Exception($"{invariant}: {message}")
{
    public string Invariant { get; } = invariant;
}
