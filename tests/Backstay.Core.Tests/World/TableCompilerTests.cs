using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.Tests.Rollouts;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World;

/// <summary>What the gateway may fall back to is what a rollback may go to.</summary>
public sealed class TableCompilerTests
{
    [Fact]
    public void A_standby_whose_requirement_is_unmet_is_nobodys_fallback_until_it_is_met_again()
    {
        var world = TestWorld.With(0);
        world.Must(new SetSystem(Name.Parse("db"), SemanticVersion.Parse("1.0.0"), "why"));
        world.Propose("r1", new SystemRequirement(Name.Parse("db"), VersionRange.Parse("<2.0.0")));
        world.Prove("r1");
        world.Propose("r2");
        world.Prove("r2");
        world.Must(new StartRollout(TestWorld.Endpoint, Name.Parse("r1"), Plans.Plain(), "why"));
        world.Start("r2");
        while (world.Traffic.Active is not null)
        {
            world.Must(world.Pass());
        }

        Assert.Equal(["r1"], Standbys(world));

        var before = world.State;
        world.Must(new SetSystem(Name.Parse("db"), SemanticVersion.Parse("2.0.0"), "why"));
        Assert.True(TableCompiler.IsAffected(before, world.State));
        Assert.Empty(Standbys(world));
        Assert.Equal("r2", Route(world).Current?.Release.ToString());

        world.Must(new SetSystem(Name.Parse("db"), SemanticVersion.Parse("1.5.0"), "why"));
        Assert.Equal(["r1"], Standbys(world));
    }

    [Fact]
    public void What_serves_now_stays_though_its_newest_evidence_failed_and_a_standby_goes()
    {
        var world = TestWorld.With(2);
        world.Start("r1");
        world.Start("r2");
        while (world.Traffic.Active is not null)
        {
            world.Must(world.Pass());
        }

        var before = world.State;
        world.Prove("r1", passed: false);
        world.Prove("r2", passed: false);

        Assert.True(TableCompiler.IsAffected(before, world.State));
        Assert.Empty(Standbys(world));
        Assert.Equal("r2", Route(world).Current?.Release.ToString());
    }

    [Fact]
    public void The_unit_of_an_endpoint_stays_while_a_rollout_is_active()
    {
        var world = TestWorld.With(2);
        world.Start("r1");
        var rollout = world.Start("r2");
        var other = new DeclareEndpoint(
            world.State.Routing.Endpoints[TestWorld.Endpoint].Config with { Unit = new UnitSource("X-C", null) }, "why");

        var refused = world.Refused(other);
        Assert.Equal(("unit-in-use", "unit"), (refused.Code, refused.Field));
        Assert.Contains(rollout, refused.Message, StringComparison.Ordinal);

        world.Must(new AbortRollout(rollout, "why"));
        world.Must(other);
    }

    private static EndpointRoute Route(TestWorld world) =>
        TableCompiler.Compile(world.State).Endpoints[TestWorld.Endpoint.ToString()];

    private static string[] Standbys(TestWorld world) => [.. Route(world).Standbys.Select(s => s.Release.ToString())];
}
