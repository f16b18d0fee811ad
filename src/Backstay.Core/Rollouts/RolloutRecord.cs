using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>A rollout as it stands or ended, for people.</summary>
public sealed record RolloutRecord(
    string Rollout,
    Name Endpoint,
    Name From,
    Name To,
    RolloutPlan Plan,
    RolloutStatus Status,
    int Step,
    long StartedAt,
    DateTimeOffset Started,
    long? EndedAt,
    DateTimeOffset? Ended,
    string? Reason,
    ImmutableArray<RolloutMark> Marks);

/// <summary>An event of a rollout at a ledger position.</summary>
public sealed record RolloutMark(long Position, DateTimeOffset Time, string What, int Weight, string? Detail, string? By);
