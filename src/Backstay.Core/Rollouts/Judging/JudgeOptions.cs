namespace Backstay.Core.Rollouts.Judging;

/// <summary>Bounds of one judge. With the defaults it holds at most about 150 MiB, whatever the traffic does.</summary>
public sealed record JudgeOptions
{
    public static JudgeOptions Default { get; } = new();

    /// <summary>How often the clock is meant to tick.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Distinct named units whose state is kept, 28 bytes each; later ones are overlooked and counted. Requests without a
    /// unit of their own are units that never come back, and need no memory.
    /// </summary>
    public int MaxUnits { get; init; } = 2_000_000;

    /// <summary>Decisions that wait for an outcome; the oldest are given up first.</summary>
    public int MaxPending { get; init; } = 250_000;

    /// <summary>
    /// Latest decision ids and request ids by which repetitions are known; at least as many as are kept while telemetry is
    /// read, since all of those may be in the telemetry as well.
    /// </summary>
    public int MaxRecent { get; init; } = 262_144;

    /// <summary>Outcomes that came before their decision.</summary>
    public int MaxParked { get; init; } = 10_000;
}
