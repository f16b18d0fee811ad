namespace Backstay.Core.Releases;

/// <summary>A release in the state.</summary>
public sealed record Release(ReleaseProposed Fact, long Position, DateTimeOffset Time, string? ProposedBy);
