namespace Backstay.Core.Releases;

/// <summary>One entry of the compatibility matrix.</summary>
public sealed record CombinationEvidence(EvidenceRecorded Fact, long Position, DateTimeOffset Time);
