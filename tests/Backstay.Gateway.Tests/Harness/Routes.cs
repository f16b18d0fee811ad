using System.Collections.Frozen;
using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Routing;

namespace Backstay.Gateway.Tests.Harness;

/// <summary>Short ways to say which table a test wants.</summary>
internal static class Routes
{
    public const string Endpoint = "delays";
    public const string Rollout = "r-1";

    /// <summary>Long enough that no healthy attempt is late on a busy machine.</summary>
    public const int AmpleMs = 60_000;

    public static EndpointConfig Config(params BackendConfig[] backends) => new()
    {
        Endpoint = Name.Parse(Endpoint),
        Stage = EndpointStage.Production,
        Owner = "team",
        DeadlineMs = AmpleMs,
        Backends = [.. backends],
        Demands = ReleaseDemands.CheckOrShadow,
    };

    public static RouteTarget Target(
        string release, Uri? url, BackendProtocol protocol = BackendProtocol.Json, bool idempotent = true, string? processor = null) => new(
        Name.Parse(release),
        VersionId.Parse($"model/delay@{release[1..]}.0.0"),
        processor is null ? null : VersionId.Parse(processor),
        new BackendConfig(Name.Parse($"b-{release}"), protocol, url, null, idempotent));

    public static EndpointRoute Route(RouteTarget? current, params RouteTarget[] standbys) => new()
    {
        Config = Config([.. standbys.Append(current).OfType<RouteTarget>().Select(t => t.Backend)]),
        Current = current,
        Standbys = [.. standbys],
    };

    public static EndpointRoute WithCanary(this EndpointRoute route, RouteTarget canary, int weight) => route.InRollout() with
    {
        Canary = canary,
        CanaryWeight = weight,
        Rollout = Rollout,
        Step = 1,
        Escape = route with { Rollout = Rollout, Step = 1, Escaped = true },
    };

    public static EndpointRoute WithShadow(this EndpointRoute route, RouteTarget shadow) => route.InRollout() with
    {
        Shadow = shadow,
        Rollout = Rollout,
        Escape = route with { Rollout = Rollout, Escaped = true },
    };

    public static EndpointRoute With(this EndpointRoute route, Func<EndpointConfig, EndpointConfig> change) => route with
    {
        Config = change(route.Config),
        Escape = route.Escape?.With(change),
    };

    public static EndpointRoute WithSafeDefault(this EndpointRoute route, string json) =>
        route.With(config => config with { SafeDefault = new SafeDefault(JsonDocument.Parse(json).RootElement) });

    public static RoutingTable At(this EndpointRoute route, long position) => new(
        position,
        FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create(Endpoint, route)], StringComparer.Ordinal));

    private static EndpointRoute InRollout(this EndpointRoute route) => route with { Escape = null };
}
