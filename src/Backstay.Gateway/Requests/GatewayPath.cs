using System.Collections.Immutable;

namespace Backstay.Gateway.Requests;

/// <summary>What a path asks for.</summary>
internal enum PathKind
{
    Json,
    OipInfer,
    OipModel,
    OipModelReady,
    OipServer,
    OipLive,
    OipReady,
}

/// <summary>Step 1, match: the route of a path and the endpoint in it.</summary>
internal static class GatewayPath
{
    private const string Endpoints = "/endpoints/";
    private const string Models = "/v2/models/";

    /// <summary>Every path that the gateway has, those of calls first: the tables of routes are written from it.</summary>
    public static ImmutableArray<GatewayRoute> Routes { get; } =
    [
        new("POST", PathKind.Json, Endpoints, Behind: ""),
        new("POST", PathKind.OipInfer, Models, Behind: "/infer"),
        new("GET", PathKind.OipModel, Models, Behind: ""),
        new("GET", PathKind.OipModelReady, Models, Behind: "/ready"),
        new("GET", PathKind.OipServer, "/v2", Behind: null),
        new("GET", PathKind.OipServer, "/v2/", Behind: null),
        new("GET", PathKind.OipLive, "/v2/health/live", Behind: null),
        new("GET", PathKind.OipReady, "/v2/health/ready", Behind: null),
    ];

    /// <param name="endpoint">The endpoint's segment; empty where the path has none.</param>
    /// <returns>Null where the gateway has no such path.</returns>
    public static GatewayRoute? Match(ReadOnlySpan<char> path, out ReadOnlySpan<char> endpoint)
    {
        foreach (var route in Routes)
        {
            if (route.Matches(path, out endpoint))
            {
                return route;
            }
        }

        endpoint = default;
        return null;
    }
}
