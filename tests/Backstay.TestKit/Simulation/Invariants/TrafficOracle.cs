using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Invariants;

/// <summary>An endpoint as the facts up to a position leave it.</summary>
/// <param name="EverCurrent">Releases that had all of its traffic at some time.</param>
internal sealed record EndpointView(
    long Position, DateTimeOffset Time, Name? Current, ImmutableHashSet<Name> EverCurrent, RolloutStarted? Rollout, int Step, bool Paused)
{
    public StepConfig? StepConfig => Rollout?.Plan.Steps[Step];

    public int Weight => StepConfig switch
    {
        null or { Kind: StepKind.Shadow } => 0,
        { Kind: StepKind.Canary } step => step.Weight,
        _ => 10_000 - (Rollout?.Plan.HoldBack ?? 0),
    };
}

/// <summary>
/// Who has which traffic and who may have it, from facts alone: a second, plain reading of the rules, to hold the product's
/// against.
/// </summary>
internal sealed class TrafficOracle
{
    private readonly Dictionary<Name, List<EndpointView>> _views = [];
    private readonly Dictionary<Name, EndpointConfig> _endpoints = [];
    private readonly Dictionary<Name, ReleaseProposed> _releases = [];
    private readonly Dictionary<Name, SemanticVersion> _systems = [];
    private readonly List<EvidenceRecorded> _evidence = [];

    public IEnumerable<Name> Endpoints => _endpoints.Keys.Order();

    public EndpointView Latest(Name endpoint) => _views.TryGetValue(endpoint, out var views)
        ? views[^1]
        : new EndpointView(0, default, null, [], null, 0, false);

    /// <summary>As it was at a position.</summary>
    public EndpointView At(Name endpoint, long position) =>
        _views[endpoint].Last(view => view.Position <= position);

    public bool MayServe(Name endpoint, Name release, bool shadowOnly = false)
    {
        if (!_endpoints.TryGetValue(endpoint, out var config) || !_releases.TryGetValue(release, out var found)
            || config.Backends.All(backend => backend.Name != found.Backend)
            || !found.Requires.All(r => _systems.TryGetValue(r.System, out var version) && r.Version.Contains(version)))
        {
            return false;
        }

        return shadowOnly || config.Demands.Evidence.IsEmpty
            || IsProven(config, found);
    }

    private bool IsProven(EndpointConfig config, ReleaseProposed release) => _evidence.FindLast(e =>
        e.Combination == release.Combination && e.Endpoint == config.Endpoint && e.Backend == release.Backend
        && e.BackendDigest == BackendDigests.Of(config, release.Backend) && config.Demands.Evidence.Contains(e.Evidence)) is { Passed: true };

    public void Apply(LedgerEntry entry, IFact fact)
    {
        switch (fact)
        {
            case EndpointDeclared f:
                _endpoints[f.Config.Endpoint] = f.Config;
                Set(entry, f.Config.Endpoint, Latest(f.Config.Endpoint));
                break;
            case ReleaseProposed f:
                _releases.TryAdd(f.Release, f);
                break;
            case SystemRecorded f:
                _systems[f.System] = f.Version;
                break;
            case EvidenceRecorded f:
                _evidence.Add(f);
                break;
            case ReleaseActivated f:
                SetCurrent(entry, f.Endpoint, f.Release);
                break;
            case RolloutStarted f:
                Set(entry, f.Endpoint, Latest(f.Endpoint) with { Rollout = f, Step = 0, Paused = false });
                break;
            case StepEntered f:
                Set(entry, f.Endpoint, Latest(f.Endpoint) with { Step = f.Step });
                break;
            case RolloutPaused f:
                Set(entry, f.Endpoint, Latest(f.Endpoint) with { Paused = true });
                break;
            case RolloutResumed f:
                Set(entry, f.Endpoint, Latest(f.Endpoint) with { Paused = false });
                break;
            case RolledBack f:
                SetCurrent(entry, f.Endpoint, f.To);
                break;
            case RolloutCompleted f:
                SetCurrent(entry, f.Endpoint, Latest(f.Endpoint).Rollout?.To ?? default);
                break;
        }
    }

    private void SetCurrent(LedgerEntry entry, Name endpoint, Name release)
    {
        var latest = Latest(endpoint);
        Set(entry, endpoint, latest with { Current = release, EverCurrent = latest.EverCurrent.Add(release), Rollout = null, Step = 0, Paused = false });
    }

    private void Set(LedgerEntry entry, Name endpoint, EndpointView view)
    {
        if (!_views.TryGetValue(endpoint, out var views))
        {
            _views.Add(endpoint, views = []);
        }

        views.Add(view with { Position = entry.Seq, Time = entry.Time });
    }
}
