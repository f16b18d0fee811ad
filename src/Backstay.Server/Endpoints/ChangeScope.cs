using Backstay.Core.Evaluation;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;

namespace Backstay.Server.Endpoints;

/// <summary>
/// Which facts touch an endpoint: its own, and those of the releases that it ever had, of their parts, and of the
/// systems that they need.
/// </summary>
internal sealed class ChangeScope
{
    private readonly Name _endpoint;
    private readonly HashSet<Name> _releases;
    private readonly HashSet<VersionId> _parts;
    private readonly HashSet<Name> _systems;

    public ChangeScope(WorldState world, Name endpoint)
    {
        _endpoint = endpoint;
        var traffic = world.Rollouts.TrafficOf(endpoint);
        _releases =
        [
            .. world.Rollouts.Rollouts.Values.Where(r => r.Endpoint == endpoint).SelectMany(r => new[] { r.From, r.To }),
            .. world.Releases.Matrix.Values.SelectMany(row => row).Where(e => e.Fact.Endpoint == endpoint).Select(e => e.Fact.Release),
            .. traffic.Standbys,
            .. traffic.Current is { } current ? [current] : Array.Empty<Name>(),
        ];
        var releases = _releases.Select(name => world.Releases.Releases[name].Fact).ToArray();
        _parts = [.. releases.SelectMany(release => release.Parts.All()).Select(part => part.Version)];
        _systems = [.. releases.SelectMany(release => release.Requires).Select(required => required.System)];
    }

    public bool Holds(IFact fact) => fact switch
    {
        EndpointDeclared f => f.Config.Endpoint == _endpoint,
        ReleaseActivated f => f.Endpoint == _endpoint,
        RolloutStarted f => f.Endpoint == _endpoint,
        StepEntered f => f.Endpoint == _endpoint,
        RolloutPaused f => f.Endpoint == _endpoint,
        RolloutResumed f => f.Endpoint == _endpoint,
        GuardBreached f => f.Endpoint == _endpoint,
        RolledBack f => f.Endpoint == _endpoint,
        RolloutCompleted f => f.Endpoint == _endpoint,
        EvidenceRecorded f => f.Endpoint == _endpoint,
        ReleaseProposed f => _releases.Contains(f.Release),
        SystemRecorded f => _systems.Contains(f.System),
        VersionRegistered f => _parts.Contains(f.Version),
        ScorecardRecorded f => _parts.Contains(f.Version),
        _ => false,
    };
}
