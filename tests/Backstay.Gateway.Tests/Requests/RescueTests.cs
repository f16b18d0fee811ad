using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Tests.Requests;

public sealed class RescueTests
{
    public static TheoryData<string, string> Failures => new()
    {
        { "status", "bad-status" },
        { "garbage", "malformed-answer" },
        { "reset", "connection-lost" },
        { "partial", "connection-lost" },
        { "redirect", "bad-status" },
        { "throttled", "bad-status" },
        { "large", "answer-too-large" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_canary_costs_its_callers_nothing_and_is_recorded_as_failed(string failure, string code)
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("""{"from":1}"""));
        await using var bad = await LoopbackUpstream.StartAsync(Failing(failure));
        await using var gateway = await GatewayHarness.StartAsync(options: o => o.MaxAnswerBytes = 1_024);
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", bad.Url), 10_000));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, """{"from":1}""", "v1", $"canary-{code}"), (answer.Status, answer.Body, answer.Release, answer.Fallback));
        var record = gateway.RecordOf(answer);
        Assert.Equal([(string?)code, null], record.Attempts.Select(a => a.Error));
        Assert.Equal((Arm.Canary, "v2", "v1", false), (record.AssignedArm, record.AssignedRelease, record.ServedRelease, record.NotEvidence));
        Assert.Equal(1, bad.Received);
    }

    [Fact]
    public async Task A_late_canary_is_cut_at_its_share_and_the_caller_is_rescued()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var slow = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", slow.Url), 10_000)
            .With(config => config with { CanaryDeadlineShare = 1, DeadlineMs = 30_000 }));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "v1", "canary-late"), (answer.Status, answer.Release, answer.Fallback));
        var late = gateway.RecordOf(answer).Attempts[0];
        Assert.Equal(("late", 0), (late.Error, late.Status));
        Assert.InRange(late.DurationUs, 290_000, 30_000_000);
    }

    [Fact]
    public async Task An_attempt_that_is_not_idempotent_is_never_repeated_elsewhere()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Reset());
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", bad.Url, idempotent: false), 10_000));

        var answer = await gateway.PostAsync();

        Assert.Equal((503, "no-answer"), (answer.Status, answer.Code));
        Assert.Equal((1, 0), (bad.Received, good.Received));
        Assert.Single(gateway.RecordOf(answer).Attempts);
    }

    [Fact]
    public async Task An_attempt_that_never_left_is_repeated_even_where_it_is_not_idempotent()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        using var dead = new RefusingAddress();
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", dead.Url, idempotent: false), 10_000));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "v1", "canary-connect-failed"), (answer.Status, answer.Release, answer.Fallback));
    }

    [Fact]
    public async Task A_canary_that_refuses_what_the_current_release_takes_has_failed()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var strict = await LoopbackUpstream.StartAsync(Behave.Status(422));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", strict.Url), 10_000));

        var answer = await gateway.PostAsync();

        Assert.Equal((200, "canary-refused-alone"), (answer.Status, answer.Fallback));
        var record = gateway.RecordOf(answer);
        Assert.Equal(("refused-alone", 422, false), (record.Attempts[0].Error, record.Attempts[0].Status, record.NotEvidence));
    }

    [Fact]
    public async Task A_refusal_that_both_releases_share_is_the_callers_and_no_evidence()
    {
        await using var one = await LoopbackUpstream.StartAsync(Behave.Json("""{"detail":"one"}""", 422));
        await using var two = await LoopbackUpstream.StartAsync(Behave.Json("""{"detail":"two"}""", 400));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", one.Url)).WithCanary(Routes.Target("v2", two.Url), 10_000));

        var answer = await gateway.PostAsync();

        Assert.Equal((422, """{"detail":"one"}"""), (answer.Status, answer.Body));
        Assert.True(gateway.RecordOf(answer).NotEvidence);
    }

    [Theory]
    [InlineData(10_000, Arm.Canary)]
    [InlineData(0, Arm.Control)]
    public async Task Where_a_refused_canary_gets_no_second_opinion_refusals_are_evidence_of_both_arms(int weight, Arm arm)
    {
        await using var one = await LoopbackUpstream.StartAsync(Behave.Status(422));
        await using var two = await LoopbackUpstream.StartAsync(Behave.Status(422));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", one.Url)).WithCanary(Routes.Target("v2", two.Url, idempotent: false), weight));

        var answer = await gateway.PostAsync();

        var record = gateway.RecordOf(answer);
        Assert.Equal((422, arm, false), (answer.Status, record.AssignedArm, record.NotEvidence));
        Assert.Equal("caller-input", Assert.Single(record.Attempts).Error);
    }

    private static Func<HttpContext, Task> Failing(string failure) => failure switch
    {
        "status" => Behave.Status(500),
        "garbage" => Behave.Garbage(),
        "reset" => Behave.Reset(),
        "partial" => Behave.Partial("""{"from":2,"and":"more"}"""),
        "redirect" => Behave.Status(302),
        "throttled" => Behave.Status(429),
        _ => Behave.Json($"\"{new string('x', 2_000)}\""),
    };
}
