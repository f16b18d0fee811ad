using Backstay.Core.Rollouts.Judging;

namespace Backstay.Server.Loops;

/// <summary>Periods and bounds of the judge's loop.</summary>
internal sealed record JudgeLoopOptions
{
    public JudgeOptions Judge { get; init; } = JudgeOptions.Default;

    /// <summary>How often the live view gets new snapshots.</summary>
    public TimeSpan PublishEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>First pause after the ledger did not accept a report; doubles up to <see cref="LongestRetry"/>.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a step that was refused, and after telemetry that could not be read.</summary>
    public TimeSpan RefusedRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Items that may wait for one judge while it reads telemetry; more begin the reading anew.</summary>
    public int MaxBuffered { get; init; } = 262_144;
}
