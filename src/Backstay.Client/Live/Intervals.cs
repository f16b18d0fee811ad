using System.Globalization;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Live;

/// <summary>Estimates and confidence intervals of guards, as people read them; their TypeScript twin is <c>web/src/words.ts</c>.</summary>
public static class Intervals
{
    /// <summary>Ratios beyond this are not told apart: it stands for "no bound" (docs/reference/statistics.md).</summary>
    private const double RatioCeiling = 1e6;

    /// <summary>The method whose estimate is a ratio of rates, as evidence names it: a version follows.</summary>
    private const string RatioMethod = "which-arm-";

    private const double Large = 1e6;
    private const double Small = 1e-4;
    private const double Whole = 1_000;

    /// <summary>Four digits, whole numbers from a thousand on, powers of ten only beyond a million and below a ten-thousandth.</summary>
    public static string Number(double? number) => number switch
    {
        null => "-",
        0 => "0",
        { } value when Math.Abs(value) is >= Large or < Small => value.ToString("0.0e+0", CultureInfo.InvariantCulture),
        { } value when Math.Abs(value) >= Whole => value.ToString("0", CultureInfo.InvariantCulture),
        { } value => value.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>Whether the estimate is the ratio of two arms' rates: events against the control, or in pairs.</summary>
    public static bool IsRatio(GuardMetric metric, GuardComparison comparison) =>
        comparison is GuardComparison.Control or GuardComparison.Paired
        && metric is GuardMetric.ErrorRate or GuardMetric.SlowShare or GuardMetric.Disagreement;

    /// <inheritdoc cref="IsRatio(GuardMetric, GuardComparison)"/>
    public static bool IsRatio(string method) => method.StartsWith(RatioMethod, StringComparison.Ordinal);

    /// <summary><c>0.5 to 2</c>; for a ratio that the evidence does not bound yet <c>at least 2</c>, or <c>no bound yet</c>.</summary>
    public static string Text(double? low, double? high, bool isRatio) =>
        (isRatio, high >= RatioCeiling, low > 0) switch
        {
            (true, true, true) => $"at least {Number(low)}",
            (true, true, false) => "no bound yet",
            _ => $"{Number(low)} to {Number(high)}",
        };

    /// <summary>The estimate; a ratio whose events are all on one side has no finite one.</summary>
    public static string Estimate(double? estimate, bool isRatio) =>
        isRatio && estimate >= RatioCeiling ? "unbounded" : Number(estimate);
}
