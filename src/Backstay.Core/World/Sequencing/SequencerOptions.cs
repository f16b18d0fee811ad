namespace Backstay.Core.World.Sequencing;

/// <summary>Bounds of a sequencer.</summary>
public sealed record SequencerOptions
{
    /// <summary>Commands waiting; further callers are refused with <c>ledger-busy</c>.</summary>
    public int QueueCapacity { get; init; } = 4_096;

    /// <summary>Most commands in one transaction.</summary>
    public int MaxBatch { get; init; } = 512;
}
