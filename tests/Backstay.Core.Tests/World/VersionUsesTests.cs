using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.Tests.Registry;
using Backstay.Core.World;
using Backstay.Core.World.Queries;

namespace Backstay.Core.Tests.World;

public sealed class VersionUsesTests
{
    private static readonly Name Endpoint = Name.Parse("delays");

    [Fact]
    public void A_version_is_found_in_its_releases_and_behind_its_endpoints_with_role_and_share()
    {
        var world = Serving(canaryWeight: 500);

        var old = VersionUses.Of(world, Sample.Id("model/flights@1.0.0"), includeDescendants: false).Value;
        var next = VersionUses.Of(world, Sample.Id("model/flights@2.0.0"), includeDescendants: false).Value;
        var shared = VersionUses.Of(world, Sample.Id("data-processor/units@1.0.0"), includeDescendants: false).Value;

        Assert.Equal([("r1", "model")], old.Releases.Select(use => (use.Release.ToString(), use.Part)));
        Assert.Equal([(TrafficRole.Current, 9_500)], old.Endpoints.Select(use => (use.Role, use.Share)));
        Assert.Equal([(TrafficRole.Canary, 500)], next.Endpoints.Select(use => (use.Role, use.Share)));
        Assert.Equal(
            [(TrafficRole.Current, 9_500), (TrafficRole.Canary, 500), (TrafficRole.Standby, 0)],
            shared.Endpoints.Select(use => (use.Role, use.Share)));
        Assert.All(shared.Endpoints, use => Assert.Equal((EndpointStage.Production, "processor"), (use.Stage, use.Part)));
    }

    [Fact]
    public void What_was_made_from_a_version_counts_where_asked_for()
    {
        var world = Serving(canaryWeight: 500);
        var dataset = Sample.Id("dataset/flights@1.0.0");

        Assert.Empty(VersionUses.Of(world, dataset, includeDescendants: false).Value.Endpoints);

        var touched = VersionUses.Of(world, dataset, includeDescendants: true).Value;
        Assert.Equal(
            [Sample.Id("model/flights@1.0.0"), Sample.Id("model/flights@2.0.0")],
            touched.Endpoints.Where(use => use.Share > 0).Select(use => use.Bound));
    }

    [Fact]
    public void A_shadow_answers_nobody()
    {
        var uses = VersionUses.Of(Serving(canaryWeight: null), Sample.Id("model/flights@2.0.0"), includeDescendants: false).Value;

        Assert.Equal([(TrafficRole.Shadow, 0)], uses.Endpoints.Select(use => (use.Role, use.Share)));
    }

    [Fact]
    public void An_unknown_version_is_not_found() => Assert.Equal(
        ProblemKind.NotFound,
        VersionUses.Of(WorldState.Empty, Sample.Id("model/flights@1.0.0"), includeDescendants: false).Problem!.Kind);

    /// <summary>One endpoint: r0 as standby, r1 current, r2 in a rollout; a null weight is a shadow step.</summary>
    private static WorldState Serving(int? canaryWeight)
    {
        var world = Sample.World();
        var head = new EntryHead(1, DateTimeOffset.UnixEpoch, new Actor(null, null, null));
        foreach (var (model, release) in new[] { ("model/base@1.0.0", "r0"), ("model/flights@1.0.0", "r1"), ("model/flights@2.0.0", "r2") })
        {
            if (release != "r0")
            {
                world.Accept(Sample.Register(model, release, Sample.Training with { InitialisedFrom = null }));
            }

            world.Accept(new ProposeRelease(
                Name.Parse(release),
                new ReleaseParts(
                    Sample.Id(model), ImmutableSortedDictionary<string, VersionId>.Empty, Sample.Id("data-processor/units@1.0.0"), null, null, null),
                Name.Parse("main"), [], "team", "why"));
        }

        var step = canaryWeight is { } weight
            ? new StepConfig(StepKind.Canary, weight, MinUnits: 1, MinSeconds: 1)
            : new StepConfig(StepKind.Shadow, Weight: 0, MinUnits: 1, MinSeconds: 1);
        var why = Digest.Of("why"u8);
        var rollouts = new IFact[]
        {
            new ReleaseActivated(Endpoint, Name.Parse("r0"), why),
            new ReleaseActivated(Endpoint, Name.Parse("r1"), why),
            new RolloutStarted("delays-1", Endpoint, Name.Parse("r1"), Name.Parse("r2"), new RolloutPlan { Steps = [step], Guards = [] }, why),
        }.Aggregate(RolloutsState.Empty, (state, fact) => state.Apply(head, fact));
        return world.State with
        {
            Routing = RoutingState.Empty.Apply(head, new EndpointDeclared(Config, why)),
            Rollouts = rollouts,
        };
    }

    private static EndpointConfig Config => new()
    {
        Endpoint = Endpoint,
        Stage = EndpointStage.Production,
        Owner = "team",
        Backends = [new BackendConfig(Name.Parse("main"), BackendProtocol.Hosted, null, null, Idempotent: true)],
        Demands = ReleaseDemands.CheckOrShadow,
    };
}
