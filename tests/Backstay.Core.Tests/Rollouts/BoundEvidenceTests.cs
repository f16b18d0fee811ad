using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.Tests.Rollouts;

/// <summary>Evidence is of the backend that answered: another declaration of it is proven by nothing that came before.</summary>
public sealed class BoundEvidenceTests
{
    private static readonly Name R1 = Name.Parse("r1");
    private static readonly Name R2 = Name.Parse("r2");
    private static readonly BackendConfig First = Oip("http://a.example/");

    public static TheoryData<BackendConfig> Others =>
    [
        Oip("http://b.example/"),
        First with { Model = "delay-v2" },
        First with { Protocol = BackendProtocol.Json },
    ];

    [Fact]
    public void The_digest_is_of_the_canonical_form_of_what_decides_the_answers()
    {
        Assert.Equal("sha256:de8fa62f33311c07434f24a181da9ae5ebbecb0dc733c1cff3c2fb5a81dd7461", BackendDigests.Of(TestWorld.Endpoint, First).ToString());
        Assert.Equal(
            "sha256:2f811190727bf7d3c92ea338ef556deaecfe22aa082adb536f461fcbe860913e",
            BackendDigests.Of(TestWorld.Endpoint, new BackendConfig(TestWorld.Host, BackendProtocol.Hosted, null, "ignored", true)).ToString());
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_backend_under_the_same_name_is_not_proven(BackendConfig other)
    {
        var world = Serving(First);
        Assert.Empty(Standby(world).WhyNot);

        world.Declare(other);

        Assert.Equal([Eligibility.BackendChanged], Standby(world).WhyNot.Select(o => o.Code));
        var refused = world.Refused(new RollBack(TestWorld.Endpoint, R1, "why"));
        Assert.Contains("when backend 'host' had another protocol, URL or model", refused.Message, StringComparison.Ordinal);
        Assert.Contains("backstay release check r1 --endpoint delay", refused.Message, StringComparison.Ordinal);
        Assert.Equal(R2, world.Traffic.Current);
        world.Prove("r1");
        Assert.Empty(Standby(world).WhyNot);
    }

    [Fact]
    public void The_same_declaration_keeps_its_evidence_and_a_return_to_it_finds_it_again()
    {
        var world = Serving(First);
        world.Declare(First with { Model = TestWorld.Endpoint.ToString(), Idempotent = false });
        Assert.Empty(Standby(world).WhyNot);

        world.Declare(Oip("http://b.example/"));
        Assert.NotEmpty(Standby(world).WhyNot);
        world.Declare(First);

        Assert.Empty(Standby(world).WhyNot);
    }

    [Fact]
    public void A_check_that_failed_elsewhere_takes_nothing_back()
    {
        var world = Serving(First);
        world.Declare(Oip("http://b.example/"));
        world.Prove("r1", passed: false);
        Assert.NotEmpty(Standby(world).WhyNot);

        world.Declare(First);

        Assert.Empty(Standby(world).WhyNot);
    }

    [Fact]
    public void A_release_on_trial_gets_no_more_traffic_until_its_new_backend_is_proven()
    {
        var world = TestWorld.With(2);
        world.Declare(First);
        world.Prove("r1");
        world.Prove("r2");
        world.Start("r1");
        world.Start("r2");
        world.Declare(Oip("http://b.example/"));

        var refused = world.Refused(world.Pass());

        Assert.Equal("not-eligible", refused.Code);
        Assert.Contains("had another protocol, URL or model", refused.Message, StringComparison.Ordinal);
        world.Prove("r2");
        world.Must(world.Pass());
    }

    [Fact]
    public void A_breach_goes_back_to_the_release_that_serves_though_its_backend_moved()
    {
        var world = Serving(First, releases: 3);
        var rollout = world.Start("r3");
        world.Declare(Oip("http://b.example/"));
        world.Prove("r1");

        Assert.True(RollbackTargets.Judge(world.State.Rollouts, world.Gate, TestWorld.Endpoint, R2).IsValid);
        world.Must(new ReportBreach(rollout, TestWorld.Endpoint, 0, Verdicts.Breached(), [], Escaped: false));

        Assert.Equal(R2, world.Traffic.Current);
    }

    [Fact]
    public void Evidence_over_a_redeclaration_is_of_no_one_backend()
    {
        var world = Serving(First);
        var before = world.State.Position;
        Endpoint Declared() => world.State.Routing.Endpoints[TestWorld.Endpoint];
        Assert.Equal(world.Backend, Declared().BackendSince(TestWorld.Host, before));

        world.Declare(First with { Idempotent = false });
        Assert.Equal(world.Backend, Declared().BackendSince(TestWorld.Host, before));
        world.Declare(Oip("http://b.example/"));
        world.Declare(First);

        Assert.Null(Declared().BackendSince(TestWorld.Host, before));
        Assert.Equal(world.Backend, Declared().BackendSince(TestWorld.Host, world.State.Position));
    }

    private static BackendConfig Oip(string url) => new(TestWorld.Host, BackendProtocol.Oip, new Uri(url), null, true);

    private static RollbackTarget Standby(TestWorld world)
    {
        var target = RollbackTargets.Judge(world.State.Rollouts, world.Gate, TestWorld.Endpoint, R1);
        Assert.Equal(RollbackTargetState.Standby, target.State);
        return target;
    }

    /// <summary>r2 serves, r1 is its standby, all proven on this backend.</summary>
    private static TestWorld Serving(BackendConfig backend, int releases = 2)
    {
        var world = TestWorld.With(releases, new ReleaseDemands([EvidenceKind.Check], []));
        world.Declare(backend);
        for (var i = 1; i <= releases; i++)
        {
            world.Prove($"r{i}");
        }

        world.Start("r1");
        world.Start("r2");
        for (var step = 0; step < 3; step++)
        {
            world.Must(world.Pass());
        }

        Assert.Equal(R2, world.Traffic.Current);
        return world;
    }
}
