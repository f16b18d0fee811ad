using System.Collections.Frozen;
using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>Compiles the routing table from the state. Pure: the same state gives the same table.</summary>
public static class TableCompiler
{
    /// <summary>Whether a table compiled at <paramref name="before"/> is out of date at <paramref name="after"/>.</summary>
    public static bool IsAffected(WorldState before, WorldState after) =>
        !ReferenceEquals(before.Routing.Endpoints, after.Routing.Endpoints)
        || !ReferenceEquals(before.Rollouts.Traffic, after.Rollouts.Traffic)

        // Systems, evidence and scorecards say which standbys may serve.
        || !ReferenceEquals(before.Releases, after.Releases)
        || !ReferenceEquals(before.Evaluation, after.Evaluation);

    public static RoutingTable Compile(WorldState world) => new(
        world.Position,
        world.Routing.Endpoints.ToFrozenDictionary(
            pair => pair.Key.ToString(),
            pair => CompileEndpoint(pair.Value.Config, world.Rollouts.TrafficOf(pair.Key), new ReleaseGate(world.Routing, world.Releases, world.Evaluation)),
            StringComparer.Ordinal));

    /// <summary>
    /// A release as an endpoint's gateway sees it; null where the endpoint has no such backend (a redeclared endpoint
    /// may have dropped it): then the release can't be reached there.
    /// </summary>
    public static RouteTarget? Target(EndpointConfig config, Release release)
    {
        var backend = config.Backends.FirstOrDefault(b => b.Name == release.Fact.Backend);
        return backend is null
            ? null
            : new RouteTarget(release.Fact.Release, release.Fact.Parts.Model, release.Fact.Parts.Processor, backend);
    }

    /// <summary>
    /// An endpoint's standbys that can be reached, newest first, whether or not they may serve now. A release on trial is
    /// nobody's fallback, though it served before: not as a shadow, and least of all once escaped.
    /// </summary>
    public static IEnumerable<RouteTarget> StandbysOf(EndpointConfig config, EndpointTraffic traffic, ReleasesState releases) => traffic.Standbys
        .Where(standby => standby != traffic.Active?.To)
        .Select(standby => releases.Releases.TryGetValue(standby, out var found) ? Target(config, found) : null)
        .OfType<RouteTarget>();

    private static EndpointRoute CompileEndpoint(EndpointConfig config, EndpointTraffic traffic, ReleaseGate gate)
    {
        RouteTarget? TargetOf(Name? release) =>
            release is { } name && gate.Releases.Releases.TryGetValue(name, out var found) ? Target(config, found) : null;

        var escape = new EndpointRoute
        {
            Config = config,
            Current = TargetOf(traffic.Current),

            // Nobody falls back to what a rollback would refuse; what serves now stays, for no declaration cuts traffic.
            Standbys = [.. StandbysOf(config, traffic, gate.Releases).Where(standby => gate.Check(config.Endpoint, standby.Release).IsEmpty)],
        };
        if (traffic.Active is not { } active || TargetOf(active.To) is not { } to)
        {
            return escape;
        }

        var isShadow = active.CurrentStep.Kind == StepKind.Shadow;
        return escape with
        {
            Rollout = active.Rollout,
            Step = active.Step,
            Canary = isShadow ? null : to,
            CanaryWeight = active.CanaryWeight,
            Shadow = isShadow ? to : null,
            KeepFields = KeepFields(active.Plan),
            Escape = escape with { Rollout = active.Rollout, Step = active.Step, Escaped = true },
        };
    }

    private static ImmutableArray<string> KeepFields(RolloutPlan plan) =>
        [.. plan.Guards.Select(guard => guard.Score?.Field).OfType<string>().Distinct(StringComparer.Ordinal)];
}
