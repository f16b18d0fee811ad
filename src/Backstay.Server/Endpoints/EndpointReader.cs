using System.Collections.Immutable;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Core.World.Queries;
using Backstay.Server.Node;

namespace Backstay.Server.Endpoints;

/// <summary>Endpoints and what stands behind them, as the API shows them.</summary>
internal sealed class EndpointReader(LedgerSession ledger, ReleaseLoader loader, FactReader facts)
{
    public async Task<Result<EndpointView>> FindAsync(Name name, CancellationToken ct)
    {
        var world = ledger.Current;
        if (Missing(world, name) is { } missing)
        {
            return missing;
        }

        var endpoint = world.Routing.Endpoints[name];
        var declared = await facts.AtAsync(endpoint.Position, ct);
        var why = declared.IsOk && declared.Value.Fact is EndpointDeclared fact ? await facts.TextAsync(endpoint.Position, fact.Why, ct) : null;
        var active = world.Rollouts.TrafficOf(name).Active;
        return new EndpointView(
            endpoint.Config, endpoint.DeclaredBy, why, endpoint.Position, endpoint.Time, SharesOf(world, endpoint.Config),
            active is null ? null : world.Rollouts.Rollouts[active.Rollout]);
    }

    /// <summary>By name.</summary>
    public Listing<EndpointSummary> List()
    {
        var world = ledger.Current;
        return new([.. world.Routing.Endpoints.Values.OrderBy(e => e.Config.Endpoint).Select(e => SummaryOf(world, e.Config))]);
    }

    /// <summary>Where an endpoint can go back to and where it can't, with every reason.</summary>
    public Result<Listing<TargetView>> Targets(Name name)
    {
        var world = ledger.Current;
        if (Missing(world, name) is { } missing)
        {
            return missing;
        }

        var endpoint = world.Routing.Endpoints[name];
        var gate = new ReleaseGate(world.Routing, world.Releases, world.Evaluation);
        var known = RollbackTargets.List(world.Rollouts, gate, name);
        var others = Relatives(world, endpoint.Config, [.. known.Select(target => target.Release)], world.Rollouts.TrafficOf(name).Active?.To)
            .Select(release => RollbackTargets.Judge(world.Rollouts, gate, name, release));
        return new Listing<TargetView>(
        [
            .. known.Concat(others).Select(target => new TargetView(
                target.Release, target.State, target.IsValid, loader.ReadinessOf(endpoint.Config, target.Release, world), target.WhyNot)),
        ]);
    }

    /// <summary>Null where the endpoint exists: an empty list would look like good news to whoever misspelt it.</summary>
    internal static Problem? Missing(WorldState world, Name endpoint)
    {
        if (world.Routing.Endpoints.ContainsKey(endpoint))
        {
            return null;
        }

        var known = world.Routing.Endpoints.Keys.Select(name => name.ToString());
        var meant = NearestName.Of(endpoint.ToString(), known) is { } nearest ? $"Did you mean '{nearest}'? " : string.Empty;
        return Problem.NotFound("endpoint", endpoint.ToString(), $"{meant}See them all: backstay endpoint list.");
    }

    /// <summary>
    /// Releases of the same models that never served here and could, newest first: somebody in a hurry may reach for one, such
    /// as the old model under the new processor. What names a backend that this endpoint has not is another endpoint's.
    /// </summary>
    private static IEnumerable<Name> Relatives(WorldState world, EndpointConfig endpoint, ImmutableArray<Name> known, Name? running)
    {
        const int Most = 50;
        var backends = endpoint.Backends.Select(backend => backend.Name).ToHashSet();
        var releases = world.Releases.Releases;
        var models = known.Append(running ?? default)
            .Where(releases.ContainsKey)
            .Select(release => releases[release].Fact.Parts.Model.Asset)
            .ToHashSet();
        return releases.Values
            .Where(release => models.Contains(release.Fact.Parts.Model.Asset) && backends.Contains(release.Fact.Backend))
            .OrderByDescending(release => release.Position)
            .Select(release => release.Fact.Release)
            .Where(release => release != running && !known.Contains(release))
            .Take(Most);
    }

    private ImmutableArray<TrafficShare> SharesOf(WorldState world, EndpointConfig config)
    {
        var route = TableCompiler.Compile(world).Endpoints[config.Endpoint.ToString()];
        TrafficShare Share(RouteTarget target, TrafficRole role, int share) =>
            new(target.Release, role, share, loader.ReadinessOf(config, target.Release, world));

        var canaryWeight = route.Canary is null ? 0 : route.CanaryWeight;
        return
        [
            .. route.Current is { } current ? [Share(current, TrafficRole.Current, EndpointRoute.BasisPoints - canaryWeight)] : Array.Empty<TrafficShare>(),
            .. route.Canary is { } canary ? [Share(canary, TrafficRole.Canary, canaryWeight)] : Array.Empty<TrafficShare>(),
            .. route.Shadow is { } shadow ? [Share(shadow, TrafficRole.Shadow, 0)] : Array.Empty<TrafficShare>(),
            .. TableCompiler.StandbysOf(config, world.Rollouts.TrafficOf(config.Endpoint), world.Releases).Select(standby => Share(standby, TrafficRole.Standby, 0)),
        ];
    }

    private static EndpointSummary SummaryOf(WorldState world, EndpointConfig config)
    {
        var traffic = world.Rollouts.TrafficOf(config.Endpoint);
        return new(
            config.Endpoint, config.Stage, config.Owner, traffic.Current, traffic.Active?.To, traffic.Active?.CanaryWeight ?? 0,
            traffic.Active?.Rollout, traffic.Active?.Paused ?? false);
    }
}
