using Backstay.Client.Releases;
using Backstay.Core.Primitives;

namespace Backstay.Server.Tests.Traffic;

/// <summary>No traffic meets a cold release, whatever happens at the same time.</summary>
public sealed class ReadinessTests
{
    private static readonly Name R1 = Name.Parse("r1");
    private static readonly Name R2 = Name.Parse("r2");
    private static readonly Name R3 = Name.Parse("r3");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollout_and_a_declaration_side_by_side_leave_nothing_cold(bool startIsFirst)
    {
        await using var rig = await ReadinessRig.StartAsync(2, Ct);
        await rig.ServeAsync(Ct, R1);
        Task Start() => rig.StartAsync(R2, Ct);
        Task Declare() => rig.DeclareAsync("http://b.example/", Ct);

        // The first is held while it makes a release ready; the second gets all the time that it needs, if it does not wait.
        var (asked, release) = rig.Hold(startIsFirst ? R2 : R1);
        var first = startIsFirst ? Start() : Declare();
        await asked;
        var second = startIsFirst ? Declare() : Start();
        await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(300), Ct));
        release.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal((R1, R2), (rig.Traffic.Current, rig.Traffic.Active?.To));
        Assert.Equal("http://b.example/", rig.Config.Backends[0].Url?.ToString());
        Assert.Equal((ReleaseReadiness.Hot, ReleaseReadiness.Hot), (rig.ReadinessOf(R1), rig.ReadinessOf(R2)));
    }

    [Fact]
    public async Task A_rollback_by_hand_goes_to_a_hot_standby_before_a_newer_cold_one()
    {
        await using var rig = await ReadinessRig.StartAsync(3, Ct);
        await rig.ServeAsync(Ct, R1, R2, R3);
        rig.MakeCold(R2);
        rig.Damage(R2);

        Assert.Equal(R1, (await rig.RollBackAsync(to: null, Ct)).Value);
    }

    [Fact]
    public async Task Where_every_standby_is_cold_the_newest_is_made_hot_before_it_gets_traffic()
    {
        await using var rig = await ReadinessRig.StartAsync(3, Ct);
        await rig.ServeAsync(Ct, R1, R2, R3);
        rig.MakeCold(R1);
        rig.MakeCold(R2);

        Assert.Equal(R2, (await rig.RollBackAsync(to: null, Ct)).Value);
        Assert.Equal(ReleaseReadiness.Hot, rig.ReadinessOf(R2));
    }

    [Theory]
    [InlineData(false, "r1")]
    [InlineData(true, "r2")]
    public async Task A_rollout_that_ends_badly_leaves_its_origin_only_for_a_standby_that_is_hot(bool isCold, string to)
    {
        await using var rig = await ReadinessRig.StartAsync(3, Ct, needsDatabase: true);
        await rig.SetDatabaseAsync("1.0.0");
        await rig.ServeAsync(Ct, R1, R2);
        await rig.StartAsync(R3, Ct);
        await rig.SetDatabaseAsync("0.9.0");
        if (isCold)
        {
            rig.MakeCold(R1);
        }

        Assert.Equal(Name.Parse(to), await rig.AbortAsync());
    }

    [Theory]
    [InlineData("r2")]
    [InlineData(null)]
    public async Task A_rollback_that_only_a_cold_release_could_take_is_refused_with_the_reason(string? to)
    {
        await using var rig = await ReadinessRig.StartAsync(2, Ct);
        await rig.ServeAsync(Ct, R2, R1);
        rig.MakeCold(R2);
        rig.Damage(R2);

        var refused = await rig.RollBackAsync(to is null ? null : Name.Parse(to), Ct);

        Assert.Equal("not-ready", refused.Problem?.Code);
        Assert.Contains("r2: Object sha256:", refused.Problem?.Message, StringComparison.Ordinal);
        Assert.Equal(R1, rig.Traffic.Current);
    }
}
