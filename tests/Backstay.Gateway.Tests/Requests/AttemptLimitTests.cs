using Backstay.Gateway.Requests;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;

namespace Backstay.Gateway.Tests.Requests;

public sealed class AttemptLimitTests
{
    private const int DeadlineMs = 300;

    [Theory]
    [InlineData(0, 150)] // nobody knows yet
    [InlineData(20, 150)]
    [InlineData(119, 150)]
    [InlineData(121, DeadlineMs)] // with its reserve more than the 150 that would be left
    [InlineData(200, DeadlineMs)]
    public async Task A_canary_is_given_up_early_only_where_that_leaves_time_for_a_rescue(int usualMs, int limit)
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", backend.Url)).WithCanary(Routes.Target("v2", backend.Url), 5_000));
        Assert.True(gateway.Tables.Live.TryFind(Routes.Endpoint, out var endpoint));
        if (usualMs > 0)
        {
            endpoint.ControlChain[0].Counters.NoteAnswer(usualMs * 1_000);
        }

        Assert.Equal(limit, AttemptLimit.Of(endpoint, DeadlineMs));
    }

    [Fact]
    public async Task Who_cannot_be_asked_twice_has_the_whole_deadline()
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", backend.Url)).WithCanary(Routes.Target("v2", backend.Url, idempotent: false), 5_000));
        Assert.True(gateway.Tables.Live.TryFind(Routes.Endpoint, out var endpoint));
        Assert.Equal(DeadlineMs, AttemptLimit.Of(endpoint, DeadlineMs));
    }

    [Fact]
    public async Task Both_arms_records_say_what_they_are_judged_by_and_whether_the_caller_gave_less_time()
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", backend.Url)).WithCanary(Routes.Target("v2", backend.Url), 5_000));
        for (var i = 0; i < 20; i++)
        {
            var record = gateway.RecordOf(await gateway.PostAsync(unit: $"u{i}"));
            Assert.Equal((Routes.AmpleMs / 2, false), (record.AttemptLimitMs, record.ShortDeadline));
        }

        var shorter = gateway.RecordOf(await gateway.PostAsync(headers: ("Backstay-Deadline-Ms", "50000")));
        Assert.Equal((25_000, true), (shorter.AttemptLimitMs, shorter.ShortDeadline));
    }

    [Fact]
    public async Task What_an_answer_usually_takes_follows_the_answers()
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", backend.Url)));
        await gateway.PostAsync();
        Assert.True(gateway.Tables.Live.TryFind(Routes.Endpoint, out var endpoint));
        var counters = endpoint.ControlChain[0].Counters;
        await Eventually.TrueAsync(() => counters.UsualMicroseconds > 0);
        for (var i = 0; i < 200; i++)
        {
            counters.NoteAnswer(1_000_000);
        }

        Assert.InRange(counters.UsualMicroseconds, 900_000, 1_000_000);
    }
}
