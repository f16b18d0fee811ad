using System.Collections.Frozen;

namespace Backstay.Core.Routing;

/// <summary>All routes at one ledger position. Immutable; the gateway reads one reference per request.</summary>
/// <param name="Position">The ledger position that it was compiled at; its name.</param>
public sealed record RoutingTable(long Position, FrozenDictionary<string, EndpointRoute> Endpoints)
{
    public static RoutingTable Empty { get; } = new(0, FrozenDictionary<string, EndpointRoute>.Empty);

    /// <summary>This table with one endpoint's escape taken; the same table where there is none to take.</summary>
    public RoutingTable TakeEscape(string endpoint, string rollout)
    {
        if (!Endpoints.TryGetValue(endpoint, out var route) || route.Rollout != rollout || route.Escape is not { } escape)
        {
            return this;
        }

        return this with
        {
            Endpoints = Endpoints.ToFrozenDictionary(
                pair => pair.Key,
                pair => pair.Key == endpoint ? escape : pair.Value,
                StringComparer.Ordinal),
        };
    }
}
