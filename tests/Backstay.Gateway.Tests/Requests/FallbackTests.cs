using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;

namespace Backstay.Gateway.Tests.Requests;

public sealed class FallbackTests
{
    [Fact]
    public async Task A_failing_current_release_falls_back_to_the_newest_standby_that_is_there()
    {
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Status(500));
        await using var old = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":"old"}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        var current = Routes.Target("v3", bad.Url);
        var cold = Routes.Target("v2", old.Url);
        var warm = Routes.Target("v1", old.Url);
        gateway.Publish(Routes.Route(current, warm));
        Assert.True(gateway.Tables.Swap(Routes.Route(current, cold, warm).At(2), gateway.Runtimes));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "v1", "current-bad-status"), (answer.Status, answer.Release, answer.Fallback));
        Assert.Equal("2", answer.Headers["Backstay-Position"]);
    }

    [Fact]
    public async Task A_cold_current_release_is_stood_in_for_and_nothing_of_it_is_evidence()
    {
        await using var old = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        var warm = Routes.Target("v1", old.Url);
        gateway.Publish(Routes.Route(warm));
        Assert.True(gateway.Tables.Swap(Routes.Route(Routes.Target("v2", old.Url), warm).At(2), gateway.Runtimes));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "v1", "current-not-ready"), (answer.Status, answer.Release, answer.Fallback));
        var record = gateway.RecordOf(answer);
        Assert.Equal(("v2", "v1", true), (record.AssignedRelease, record.ServedRelease, record.NotEvidence));
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(5_000)]
    public async Task Beside_a_cold_current_release_the_canary_alone_is_evidence(int weight)
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        var (canary, warm) = (Routes.Target("v3", backend.Url), Routes.Target("v1", backend.Url));
        gateway.Publish(Routes.Route(warm).WithCanary(canary, weight));
        var route = Routes.Route(Routes.Target("v2", backend.Url), warm).WithCanary(canary, weight).At(2);
        Assert.True(gateway.Tables.Swap(route, gateway.Runtimes));

        for (var i = 0; i < 30; i++)
        {
            var record = gateway.RecordOf(await gateway.PostAsync());

            Assert.Equal([RouteRole.Current], record.NotReady);
            Assert.Equal(
                record.AssignedArm == Arm.Canary ? ("v3", "v3", false, weight < 10_000) : ("v2", "v1", true, false),
                (record.AssignedRelease, record.ServedRelease, record.NotEvidence, record.LacksControl));
        }

        Assert.Equal([RouteRole.Current], gateway.Tables.NotReady(Routes.Endpoint));
    }

    [Fact]
    public async Task A_cold_canary_gets_no_traffic_and_the_rollout_no_evidence()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        var route = Routes.Route(Routes.Target("v1", good.Url));
        gateway.Publish(route);
        Assert.True(gateway.Tables.Swap(route.WithCanary(Routes.Target("v2", good.Url), 10_000).At(2), gateway.Runtimes));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "v1", null), (answer.Status, answer.Release, answer.Fallback));
        var record = gateway.RecordOf(answer);
        Assert.Equal((Arm.Control, 0, true), (record.AssignedArm, record.CanaryWeight, record.NotEvidence));
    }

    [Fact]
    public async Task The_safe_default_answers_when_no_release_can()
    {
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Reset());
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", bad.Url)).WithSafeDefault("""{"probability":0.5}"""));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, """{"probability":0.5}""", "safe-default", null), (answer.Status, answer.Body, answer.Fallback, answer.Release));
        var record = gateway.RecordOf(answer);
        Assert.Equal((null, "safe-default", false), (record.ServedRelease, record.FallbackReason, record.NotEvidence));
    }

    [Fact]
    public async Task Without_release_and_safe_default_the_answer_is_503()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null));

        var answer = await gateway.PostAsync();

        Assert.Equal((503, "no-release"), (answer.Status, answer.Code));
        Assert.Equal(503, gateway.RecordOf(answer).Status);
    }

    [Fact]
    public async Task A_deadline_that_passes_is_504_and_the_upstream_is_cancelled()
    {
        await using var slow = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", slow.Url)));

        var answer = await gateway.PostAsync(headers: ("Backstay-Deadline-Ms", "50"));

        Assert.Equal((504, "deadline"), (answer.Status, answer.Code));
        Assert.Equal(50, gateway.RecordOf(answer).DeadlineMs);
        await Eventually.TrueAsync(() => slow.Cancelled == 1);
    }
}
