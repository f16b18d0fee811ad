namespace Backstay.Core.Evaluation;

/// <summary>A scorecard in the state.</summary>
public sealed record Scorecard(ScorecardRecorded Fact, long Position, DateTimeOffset Time, string? RecordedBy);
