using Backstay.Gateway.Requests;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Gateway.Tests.Requests;

/// <summary>The process stands still: here its monotonic clock jumps, as it does for a process that was stopped.</summary>
public sealed class StallTests
{
    [Fact]
    public async Task A_request_in_flight_over_a_stall_says_so_in_its_record_and_the_next_one_does_not()
    {
        var time = new JumpingTime();
        await using var upstream = await LoopbackUpstream.StartAsync(context =>
        {
            if (context.Request.Headers.ContainsKey("X-Stall"))
            {
                time.Jump(TimeSpan.FromSeconds(5));
            }

            return Behave.Json("""{"delay":1}""")(context);
        });
        await using var gateway = await GatewayHarness.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        Assert.False(gateway.RecordOf(await gateway.PostAsync()).Stalled);
        Assert.True(gateway.RecordOf(await gateway.PostAsync(headers: ("X-Stall", "1"))).Stalled);
        await Eventually.TrueAsync(() => gateway.Metrics.Read().Stalls == 1);
        Assert.False(gateway.RecordOf(await gateway.PostAsync()).Stalled);
    }

    [Fact]
    public async Task A_copy_in_flight_over_a_stall_says_so_too()
    {
        var time = new JumpingTime();
        await using var current = await LoopbackUpstream.StartAsync(Behave.Json("""{"delay":1}"""));
        await using var shadow = await LoopbackUpstream.StartAsync(context =>
        {
            time.Jump(TimeSpan.FromSeconds(5));
            return Behave.Json("""{"delay":2}""")(context);
        });
        await using var gateway = await GatewayHarness.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        gateway.Publish(Routes.Route(Routes.Target("v1", current.Url)).WithShadow(Routes.Target("v2", shadow.Url)));

        await gateway.PostAsync();
        await Eventually.TrueAsync(() => !gateway.Sink.Shadows.IsEmpty);
        Assert.True(gateway.Sink.Shadows.Single().Stalled);
    }

    /// <summary>So ends a gateway whose address was taken. A thread that outlived it would end the process, and this run with it.</summary>
    [Fact]
    public async Task A_heart_that_was_never_stopped_beats_no_longer_once_it_is_disposed_of()
    {
        var time = new JumpingTime();
        var heart = new HeartbeatThread(time, NullLogger<HeartbeatThread>.Instance);
        await heart.StartAsync(TestContext.Current.CancellationToken);

        heart.Dispose();

        time.Jump(TimeSpan.FromSeconds(5));
        Assert.Equal(0, heart.Stalls);
    }

    private sealed class JumpingTime : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
