using System.Text;
using System.Text.Json;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Core.Tests.Rollouts;
using Backstay.Core.World;

namespace Backstay.Core.Tests.World;

/// <summary>What a node serves from without its ledger is what it served from with it.</summary>
public sealed class ServingImageTests
{
    private const string Origin = "backstay/0123456789abcdef/default";

    private static readonly Digest Root = Digest.Of("root"u8);

    [Fact]
    public void Bytes_give_the_same_table_the_same_judges_and_the_same_callers_at_every_step()
    {
        var world = TestWorld.With(3);
        var seen = new HashSet<string>();
        world.Start("r1");
        Check(world, seen);
        foreach (var release in new[] { "r2", "r3" })
        {
            world.Start(release, Plans.Of(Plans.Errors, Plans.Shadow(), Plans.Canary(5000), Plans.Full()));
            world.Must(new CreateToken(Name.Parse($"caller-{release}"), Digest.Of(Encoding.UTF8.GetBytes(release)), TokenScope.Admin, "them", null, 30));
            Check(world, seen);
            while (world.Traffic.Active is not null)
            {
                world.Must(world.Pass());
                Check(world, seen);
            }
        }

        // Histories without a shadow, a canary, standbys and an escape would prove little.
        Assert.Superset(new HashSet<string> { "shadow", "canary", "standby", "escape", "token" }, seen);
    }

    [Fact]
    public void Any_flipped_bit_and_any_cut_is_found()
    {
        var bytes = Image(TestWorld.With(2).State).ToBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 4;
            Assert.Equal("table-damaged", ServingImage.Parse(bytes).Problem?.Code);
            bytes[i] ^= 4;
            Assert.Equal("table-damaged", ServingImage.Parse(bytes.AsSpan(0, i)).Problem?.Code);
        }

        Assert.True(ServingImage.Parse(bytes).IsOk);
    }

    [Fact]
    public void A_door_that_a_token_closed_stays_closed_though_the_last_token_is_revoked()
    {
        var world = TestWorld.With(1);
        var secret = Digest.Of("secret"u8);
        world.Must(new CreateToken(Name.Parse("only"), secret, TokenScope.Admin, "me", null, 30));
        Assert.NotNull(Restored(world.State).Governance.Find(secret, world.State.Time));
        var governance = world.State.Governance;
        var name = Name.Parse("only");
        var revoked = world.State with
        {
            Governance = governance with { Tokens = governance.Tokens.SetItem(name, governance.Tokens[name] with { Revoked = true }) },
        };

        Assert.True(Restored(revoked).Governance.Closed);
        Assert.Null(Restored(revoked).Governance.Find(secret, world.State.Time));
    }

    private static void Check(TestWorld world, HashSet<string> seen)
    {
        var image = Image(world.State);
        var table = TableCompiler.Compile(world.State);
        var read = ServingImage.Parse(image.ToBytes()).Value;

        Assert.Equal(Text(table), Text(read.ToTable()));
        Assert.Equal(image.ToBytes(), read.ToBytes());
        Assert.Equal(new ServingHead(1, Origin, world.State.Position, world.State.Time, Root), read.Head);
        var restored = read.ToWorld();
        var active = world.Traffic.Active;
        Assert.Equal(JsonSerializer.Serialize(active), JsonSerializer.Serialize(restored.Rollouts.TrafficOf(TestWorld.Endpoint).Active));
        Assert.Equal(active is null ? [] : [active.Rollout], restored.Rollouts.Rollouts.Keys);
        Assert.Equal(world.State.Governance.ByHash.Keys.Order(), restored.Governance.ByHash.Keys.Order());

        var route = table.Endpoints["delay"];
        seen.UnionWith(new (string Name, bool Has)[]
        {
            ("shadow", route.Shadow is not null), ("canary", route.CanaryWeight > 0), ("standby", !route.Standbys.IsEmpty),
            ("escape", route.Escape is { Escaped: true }), ("token", world.State.Governance.Closed),
        }.Where(thing => thing.Has).Select(thing => thing.Name));
    }

    private static ServingImage Image(WorldState world) => ServingImage.Of(world, TableCompiler.Compile(world), Origin, Root);

    private static WorldState Restored(WorldState world) => ServingImage.Parse(Image(world).ToBytes()).Value.ToWorld();

    private static string Text(RoutingTable table) => JsonSerializer.Serialize(table);
}
