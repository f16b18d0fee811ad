using System.Globalization;
using System.Text.Json;
using Backstay.Client.Live;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Server.Live;

/// <summary>
/// How the live page words what it shows; its TypeScript twin is <c>web/src/words.ts</c>, and a test reads both pages.
/// All times are UTC, as in the ledger and in the CLI.
/// </summary>
internal static class LiveWords
{
    private const double BasisPointsPerPercent = 100;

    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Ms(double? value) => value is { } ms ? ms.ToString("0.0 ms", CultureInfo.InvariantCulture) : "-";

    public static string Percent(int basisPoints) =>
        (basisPoints / BasisPointsPerPercent).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>canary 25 %</c>; a step of copies, or one that is over, has no share to tell.</summary>
    public static string Standing(LiveRollout rollout)
    {
        var share = IsOver(rollout) || rollout.Weight == 0 ? string.Empty : " " + Percent(rollout.Weight);
        return $"step {rollout.Step + 1} of {rollout.Steps}, {rollout.StepKind}{share}";
    }

    /// <summary>What the step still asks for: time, and units in both arms.</summary>
    public static string Demands(LiveRollout rollout)
    {
        var time = rollout.MinSeconds > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rollout.SecondsInStep)} of at least {rollout.MinSeconds} s, ")
            : string.Empty;
        return $"{time}at least {Count(rollout.MinUnits)} units per arm: canary {Count(rollout.CanaryUnits)}, control {Count(rollout.ControlUnits)}";
    }

    public static bool IsOver(LiveRollout rollout) => rollout.Status is not ("running" or "paused");

    /// <summary>The share of users that the routing table gives a release now.</summary>
    public static string Share(LiveEndpoint endpoint, LiveTraffic release)
    {
        var canary = endpoint.Rollout is { Escaped: false } rollout && !IsOver(rollout) ? rollout.Weight : 0;
        return release.Role switch
        {
            "shadow" => "copies",
            "canary" => Percent(canary),
            "current" => Percent(EndpointRoute.BasisPoints - canary),
            _ => Percent(0),
        };
    }

    public static string Mark(RolloutMark mark)
    {
        var share = mark.What is "start" or "step" && mark.Weight > 0 ? " " + Percent(mark.Weight) : string.Empty;
        return mark.Detail is { } detail ? $"{mark.What}: {detail}{share}" : mark.What;
    }

    public static string Interval(LiveGuard guard) => Intervals.Text(guard.Low, guard.High, IsRatio(guard));

    public static string Estimate(LiveGuard guard) => Intervals.Estimate(guard.Estimate, IsRatio(guard));

    public static string Comparison(LiveGuard guard) => Kebab(guard.Comparison);

    /// <summary>pass, breach, inconclusive, not enough data, or not watching.</summary>
    public static string Verdict(LiveGuard guard) => guard.Watching ? Kebab(guard.Verdict).Replace('-', ' ') : "not watching";

    public static string VerdictClass(LiveGuard guard) => guard.Watching ? "verdict-" + Kebab(guard.Verdict) : "off";

    private static bool IsRatio(LiveGuard guard) => Intervals.IsRatio(guard.Metric, guard.Comparison);

    private static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
