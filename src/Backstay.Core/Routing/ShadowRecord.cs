using System.Collections.Immutable;

namespace Backstay.Core.Routing;

/// <summary>What the shadow answered to a copy of a request, under the caller's decision id.</summary>
/// <param name="Stalled">In flight while the process stood still: no evidence.</param>
public sealed record ShadowRecord(
    Guid Decision,
    string Endpoint,
    string Rollout,
    int Step,
    DateTimeOffset Completed,
    AttemptRecord Attempt,
    ImmutableArray<KeptValue> Kept,
    bool Stalled = false);
