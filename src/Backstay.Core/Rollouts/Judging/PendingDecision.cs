using System.Collections.Immutable;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>A decision that waits for its outcomes.</summary>
internal sealed record PendingDecision(ulong? Unit, bool Canary, int Weight, EvidenceUse Use, ImmutableArray<KeptValue> Kept)
{
    /// <summary>The guards, by place, that wait for one.</summary>
    public int WaitsFor { get; set; }
}
