using System.Text.Json.Serialization;

namespace Backstay.Statistics;

/// <summary>
/// The values that the evidence has not ruled out. Each end holds with probability 1 - alpha over the whole run,
/// however often somebody looks; both ends together therefore hold with 1 - 2 alpha. Always finite.
/// </summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Derived, so never written down.</summary>
    [JsonIgnore]
    public double Width => High - Low;

    public bool Contains(double value) => Low <= value && value <= High;
}
