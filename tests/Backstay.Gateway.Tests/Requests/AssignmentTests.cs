using System.Globalization;
using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Gateway.Tests.Requests;

public sealed class AssignmentTests
{
    [Fact]
    public async Task A_unit_stays_in_its_arm_whether_it_comes_by_header_or_by_body()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)).WithCanary(Routes.Target("v2", upstream.Url), 5_000)
            .With(config => config with { Unit = new UnitSource("X-Customer", "user.id") }));

        for (var user = 0; user < 40; user++)
        {
            var text = user.ToString(CultureInfo.InvariantCulture);
            var byHeader = gateway.RecordOf(await gateway.PostAsync(unit: text));
            var byOwnHeader = gateway.RecordOf(await gateway.PostAsync(headers: ("X-Customer", text)));
            var byNumber = gateway.RecordOf(await gateway.PostAsync($$$"""{"user":{"id":{{{text}}}}}"""));
            var byText = gateway.RecordOf(await gateway.PostAsync($$$"""{"user":{"id":"{{{text}}}"}}"""));

            Assert.Equal(Assignment.Bucket($"{Routes.Endpoint}:{Routes.Rollout}", text), byHeader.Bucket);
            Assert.All([byOwnHeader, byNumber, byText], r => Assert.Equal((byHeader.Bucket, byHeader.AssignedArm, byHeader.Unit), (r.Bucket, r.AssignedArm, r.Unit)));
            Assert.Equal(byHeader.Bucket < 5_000 ? "v2" : "v1", byHeader.ServedRelease);
            Assert.Equal((UnitOrigin.Header, UnitOrigin.Body), (byOwnHeader.UnitSource, byText.UnitSource));
        }
    }

    [Fact]
    public async Task Without_a_unit_the_decision_id_is_the_unit_and_weights_hold_within_tolerance()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)).WithCanary(Routes.Target("v2", upstream.Url), 2_000));

        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(200, (await gateway.PostAsync()).Status);
        }

        // Binomial(1000, 0.2): standard deviation 12.6; five of them on either side.
        var canary = gateway.Sink.Decisions.Values.Count(d => d.AssignedArm == Arm.Canary);
        Assert.InRange(canary, 137, 263);
        Assert.All(gateway.Sink.Decisions.Values, d => Assert.Equal(
            (Assignment.Bucket($"{Routes.Endpoint}:{Routes.Rollout}", d.Id.ToString()), UnitOrigin.Decision, d.AssignedArm == Arm.Canary ? 2_000 : 8_000),
            (d.Bucket, d.UnitSource, d.Propensity)));
    }

    [Theory]
    [InlineData("kunde-ä-7")]
    [InlineData("用户-42")]
    [InlineData("🚀")]
    public async Task Units_beyond_ascii_have_the_same_bucket_by_header_and_by_body(string unit)
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)).WithCanary(Routes.Target("v2", upstream.Url), 5_000)
            .With(config => config with { Unit = new UnitSource(null, "unit") }));

        var byHeader = gateway.RecordOf(await gateway.PostAsync(unit: unit));
        var byBody = gateway.RecordOf(await gateway.PostAsync($$"""{"unit":"{{unit}}"}"""));

        var expected = Assignment.Bucket($"{Routes.Endpoint}:{Routes.Rollout}", unit);
        Assert.Equal((expected, expected), (byHeader.Bucket, byBody.Bucket));
        Assert.Equal(byHeader.Unit, byBody.Unit);
    }

    [Fact]
    public void Raising_the_weight_moves_nobody_out_of_the_canary_and_lowering_nobody_in() =>
        Prop.ForAll<NonNull<string>, int, int>((unit, a, b) =>
        {
            var bucket = Assignment.Bucket("e:r", unit.Get);
            var (low, high) = (Math.Abs(a % 10_001), Math.Abs(b % 10_001));
            (low, high) = (Math.Min(low, high), Math.Max(low, high));
            return bucket is >= 0 and < 10_000
                && (Assignment.ArmOf(bucket, low) != Arm.Canary || Assignment.ArmOf(bucket, high) == Arm.Canary)
                && Assignment.ArmOf(bucket, 0) == Arm.Control
                && Assignment.ArmOf(bucket, 10_000) == Arm.Canary;
        }).QuickCheckThrowOnFailure();
}
