using Backstay.Core.Rollouts;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>What else goes on in a rollout with nothing wrong.</summary>
internal enum Disturbances
{
    /// <summary>Each request a unit of its own.</summary>
    None,

    /// <summary>
    /// One unit that makes 5 % of the traffic with errors of its own, callers who come back, clients that repeat what failed,
    /// callers who ask what is refused and callers who give up, labels that are late, missing and out of order, and two
    /// outages that hit both arms: a fiftieth of the rollout long, and an eighth of it.
    /// </summary>
    All,
}

/// <summary>The conditions of a rollout to a release that is the same.</summary>
/// <param name="BaseErrors">Share of requests that fail, whoever answers.</param>
/// <param name="Requests">In which the rollout goes through all of its steps; ten a second.</param>
internal sealed record SameWorld(double BaseErrors, Disturbances Disturbances, int Requests)
{
    /// <summary>Of a test.</summary>
    public const int Short = 1_500;

    /// <summary>Ten minutes: long enough for plain tests and thresholds to alarm over and over.</summary>
    public const int Long = 6_000;

    public const double SlowShare = 0.1;

    public const double WrongShare = 0.2;

    public bool IsDisturbed => Disturbances == Disturbances.All;
}

/// <summary>What became of a rollout to a release that is the same.</summary>
/// <param name="Alarm">What took it back before it ended; null where nothing did.</param>
/// <param name="SharedPauses">How often a hard limit that both arms broke paused it until the outage was over.</param>
/// <param name="FiveChecks">Whether five failed threshold checks in a row would have taken it back meanwhile.</param>
/// <param name="OneCheck">Whether one failed check would have.</param>
internal readonly record struct SameOutcome(FalseAlarm? Alarm, int SharedPauses, bool FiveChecks, bool OneCheck)
{
    public bool TakenBack => Alarm is not null;
}

/// <summary>The test that took a rollout with nothing wrong back.</summary>
/// <param name="Alpha">The test's own share of the plan's alpha.</param>
internal sealed record FalseAlarm(string Guard, GuardComparison Against, double Alpha);
