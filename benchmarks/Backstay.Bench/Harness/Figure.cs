namespace Backstay.Bench.Harness;

/// <summary>One measured figure.</summary>
/// <param name="Target">Null where there is none, or where one of its conditions is not met on this machine.</param>
/// <param name="Peer">Another system that was measured beside it, and <paramref name="Ratio"/> of this value to that one's.</param>
internal sealed record Figure(
    string Bench, string Metric, double Value, string Unit, Target? Target, Runs Runs, string? Peer, double? Ratio)
{
    public bool? IsMet => Target?.IsMetBy(Value);
}

/// <summary>What a figure is to reach.</summary>
internal readonly record struct Target(double Value, bool AtMost)
{
    public static Target NoMoreThan(double value) => new(value, AtMost: true);

    public static Target AtLeast(double value) => new(value, AtMost: false);

    public bool IsMetBy(double value) => AtMost ? value <= Value : value >= Value;

    public override string ToString() => FormattableString.Invariant($"{(AtMost ? "<=" : ">=")} {Value:0.####}");
}

/// <summary>The runs behind a figure.</summary>
internal readonly record struct Runs(int N, double Min, double Median, double Max)
{
    public static Runs Of(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Runs(sorted.Length, sorted[0], Quantile(sorted, 0.5), sorted[^1]);
    }

    /// <summary>The least value that so large a share of the runs does not exceed.</summary>
    public static double Quantile(IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
