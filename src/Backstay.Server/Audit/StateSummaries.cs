using Backstay.Client.Ledger;
using Backstay.Core.Ledger;
using Backstay.Core.World;

namespace Backstay.Server.Audit;

internal static class StateSummaries
{
    /// <summary>Digests the state and counts what is in it; costs a walk over all of it.</summary>
    public static StateSummary Of(WorldState world) => new(
        world.Position, world.Time, world.ComputeDigest(), StateHasher.StateFormat, CountsOf(world));

    private static SortedDictionary<string, long> CountsOf(WorldState world) => new(StringComparer.Ordinal)
    {
        ["versions"] = world.Registry.Count,
        ["scorecards"] = world.Evaluation.Count,
        ["releases"] = world.Releases.Releases.Count,
        ["systems"] = world.Releases.Systems.Count,
        ["endpoints"] = world.Routing.Endpoints.Count,
        ["rollouts"] = world.Rollouts.Rollouts.Count,
        ["incidents"] = world.Monitoring.Incidents.Count,
        ["tokens"] = world.Governance.Tokens.Count,
        ["rememberedCommands"] = world.Idempotency.Count,
    };
}
