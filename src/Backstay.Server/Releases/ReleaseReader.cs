using System.Collections.Immutable;
using Backstay.Client;
using Backstay.Client.Releases;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Releases;

/// <summary>Releases, the compatibility matrix and the systems around, as the API shows them.</summary>
internal sealed class ReleaseReader(LedgerSession ledger, FactReader facts)
{
    public async Task<Result<ReleaseView>> FindAsync(Name name, CancellationToken ct)
    {
        var world = ledger.Current;
        var releases = world.Releases;
        if (!releases.Releases.TryGetValue(name, out var release))
        {
            return Problem.NotFound("release", name.ToString(), "See them all: backstay release list.");
        }

        var fact = release.Fact;
        return new ReleaseView(
            fact.Release, fact.Parts, fact.Backend, fact.Requires, fact.Combination, fact.Owner,
            await facts.TextAsync(release.Position, fact.Why, ct), release.ProposedBy, release.Position, release.Time,
            [.. releases.EvidenceFor(fact.Combination).Select(evidence => ViewOf(evidence, world.Routing))]);
    }

    /// <summary>Newest first.</summary>
    public Listing<ReleaseSummary> List(int limit)
    {
        var all = ledger.Current.Releases.Releases;
        return new(
            [
                .. all.Values.OrderByDescending(release => release.Position).Take(limit).Select(release => new ReleaseSummary(
                    release.Fact.Release, release.Fact.Parts.Model, release.Fact.Parts.Processor, release.Fact.Backend,
                    release.Fact.Combination, release.Fact.Owner, release.ProposedBy, release.Position, release.Time)),
            ],
            all.Count > limit);
    }

    /// <summary>Every combination that a release has, newest first, tried or not.</summary>
    public Listing<MatrixRow> Matrix(int limit)
    {
        var world = ledger.Current;
        var rows = world.Releases.Releases.Values
            .GroupBy(release => release.Fact.Combination)
            .OrderByDescending(row => row.Max(release => release.Position))
            .Select(row => RowOf(world, row))
            .ToArray();
        return new([.. rows.Take(limit)], rows.Length > limit);
    }

    public Listing<SystemView> Systems() => new(
    [
        .. ledger.Current.Releases.Systems.OrderBy(pair => pair.Key).Select(pair =>
            new SystemView(pair.Key, pair.Value.Version, pair.Value.Position, pair.Value.Time)),
    ]);

    private static MatrixRow RowOf(WorldState world, IGrouping<Digest, Release> row)
    {
        var releases = row.OrderBy(release => release.Position).ToImmutableArray();
        return new(
            row.Key, releases[0].Fact.Parts, [.. releases.Select(release => release.Fact.Release)],
            [.. world.Releases.EvidenceFor(row.Key).Select(evidence => ViewOf(evidence, world.Routing))]);
    }

    private static EvidenceView ViewOf(CombinationEvidence evidence, RoutingState routing)
    {
        var fact = evidence.Fact;
        var backend = routing.Endpoints.TryGetValue(fact.Endpoint, out var endpoint) ? BackendDigests.Of(endpoint.Config, fact.Backend) : null;
        return new(
            fact.Evidence, fact.Release, fact.Endpoint, fact.Backend, fact.Passed, fact.Samples, fact.Errors,
            fact.SchemaFailures, fact.Late, fact.DeadlineMs, fact.Rollout, fact.FirstFailure,
            fact.BackendDigest, backend is not null && fact.BackendDigest == backend, evidence.Position, evidence.Time);
    }
}
