using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;

namespace Backstay.Gateway.Tests.Requests;

public sealed class ShadowTests
{
    [Fact]
    public async Task A_shadow_that_never_answers_delays_nobody_and_drops_are_counted()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":1}"""));
        await using var silent = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using var gateway = await GatewayHarness.StartAsync(options: o => (o.ShadowQueue, o.ShadowWorkers) = (2, 1));
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithShadow(Routes.Target("v2", silent.Url)));

        for (var i = 0; i < 10; i++)
        {
            // A caller who waited for the shadow would wait for its deadline: no measure of anything, and not for ten of them.
            var answer = await gateway.PostAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal((200, """{"from":1}""", "v1", null), (answer.Status, answer.Body, answer.Release, answer.Fallback));
        }

        // One is with the worker and two wait, at most.
        await Eventually.TrueAsync(() => gateway.Metrics.Read().ShadowDrops is [{ Release: "v2", Count: >= 7 }]);
        Assert.Empty(gateway.Sink.Shadows);
    }

    [Fact]
    public async Task A_fault_that_nobody_thought_of_costs_one_copy_and_is_counted()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":1}"""));
        await using var gateway = await GatewayHarness.StartAsync(options: o => o.ShadowWorkers = 1);
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithShadow(Routes.Target("v2", good.Url)));
        gateway.Sink.ShadowFaults = 1;

        await gateway.PostAsync();
        var second = await gateway.PostAsync();
        await Eventually.TrueAsync(() => !gateway.Sink.Shadows.IsEmpty);

        Assert.Equal(second.Decision, Assert.Single(gateway.Sink.Shadows).Decision);
        var lost = Assert.Single(gateway.Metrics.Read().ShadowDrops);
        Assert.Equal(("v2", 0, 1), (lost.Release, lost.Count, lost.Failed));
    }

    [Theory]
    [InlineData("reset", "connection-lost")]
    [InlineData("status", "bad-status")]
    [InlineData("refusal", "refused-alone")]
    public async Task A_failing_shadow_changes_nothing_for_the_caller_and_is_kept_under_its_decision(string failure, string code)
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":1}"""));
        await using var bad = await LoopbackUpstream.StartAsync(
            failure switch { "reset" => Behave.Reset(), "status" => Behave.Status(500), _ => Behave.Status(400) });
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithShadow(Routes.Target("v2", bad.Url)));

        var answer = await gateway.PostAsync();
        await gateway.Sink.ShadowAsync();

        Assert.Equal((200, """{"from":1}"""), (answer.Status, answer.Body));
        var shadow = Assert.Single(gateway.Sink.Shadows);
        Assert.Equal((answer.Decision, Routes.Rollout, code), (shadow.Decision, shadow.Rollout, shadow.Attempt.Error));
        Assert.Null(gateway.RecordOf(answer).Attempts.Single().Error);
    }

    [Fact]
    public async Task A_copy_of_two_megabytes_is_the_same_to_the_byte_and_scored_fields_of_both_are_kept()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"score":{"p":[0.1,0.2]},"label":"a\"b"}"""));
        await using var shadow = await LoopbackUpstream.StartAsync(Behave.Json("""{"label":"c","score":{"p":[0.3,0.40]}}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish((Routes.Route(Routes.Target("v1", good.Url)).WithShadow(Routes.Target("v2", shadow.Url)) with
        {
            KeepFields = ["score.p.1", "label", "absent"],
        }).With(config => config with { MaxBodyBytes = 4 * 1024 * 1024 }));
        var body = $$"""{"text":"{{new string('x', 2 * 1024 * 1024)}}"}""";

        var answer = await gateway.PostAsync(body, headers: ("X-Tenant", "t1"));
        await gateway.Sink.ShadowAsync();

        Assert.Equal(body, Assert.Single(shadow.Bodies));
        Assert.Equal("t1", shadow.LastHeaders["X-Tenant"]);
        Assert.Equal([new("score.p.1", "0.2"), new("label", "\"a\\\"b\"")], gateway.RecordOf(answer).Kept);
        Assert.Equal([new KeptValue("label", "\"c\""), new KeptValue("score.p.1", "0.40")], Assert.Single(gateway.Sink.Shadows).Kept);
    }

    [Theory]
    [InlineData(null, 503, null)]
    [InlineData("""{"delay":12}""", 200, "safe-default")]
    public async Task A_good_shadow_never_answers_where_the_current_release_fails(string? safeDefault, int status, string? fallback)
    {
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Status(500));
        await using var shadow = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":2}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        var route = Routes.Route(Routes.Target("v1", bad.Url)).WithShadow(Routes.Target("v2", shadow.Url));
        gateway.Publish(safeDefault is null ? route : route.WithSafeDefault(safeDefault));

        var answer = await gateway.PostAsync();
        await gateway.Sink.ShadowAsync();

        Assert.Equal((status, fallback, null), (answer.Status, answer.Fallback, answer.Release));
        Assert.DoesNotContain("from", answer.Body, StringComparison.Ordinal);
        var record = gateway.RecordOf(answer);
        Assert.Equal((null, "v1"), (record.ServedRelease, Assert.Single(record.Attempts).Release));
        Assert.Equal((answer.Decision, 1), (Assert.Single(gateway.Sink.Shadows).Decision, shadow.Received));
    }

    [Fact]
    public async Task A_request_that_was_refused_as_the_callers_fault_is_not_copied()
    {
        await using var strict = await LoopbackUpstream.StartAsync(Behave.Status(400));
        await using var shadow = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", strict.Url)).WithShadow(Routes.Target("v2", shadow.Url)));

        Assert.Equal(400, (await gateway.PostAsync()).Status);
        strict.Behaviour = Behave.Json("{}");
        Assert.Equal(200, (await gateway.PostAsync()).Status);
        await gateway.Sink.ShadowAsync();

        Assert.Equal(1, shadow.Received);
    }

    [Fact]
    public async Task A_request_whose_caller_left_is_copied_so_that_slow_ones_keep_their_pairs()
    {
        await using var silent = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using var shadow = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", silent.Url)).WithShadow(Routes.Target("v2", shadow.Url)));
        using var leaving = new CancellationTokenSource();

        using var content = new StringContent("{}");
        var pending = gateway.Client.PostAsync(new Uri($"/endpoints/{Routes.Endpoint}", UriKind.Relative), content, leaving.Token);
        await Eventually.TrueAsync(() => silent.Received == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await gateway.Sink.ShadowAsync();

        Assert.Equal("caller-gone", Assert.Single(gateway.Sink.Decisions.Values.Single().Attempts).Error);
        Assert.Equal((1, null), (shadow.Received, Assert.Single(gateway.Sink.Shadows).Attempt.Error));
    }
}
