using System.Text;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Tests.Requests;

public sealed class StreamingTests
{
    [Theory]
    [InlineData("application/json", false)]
    [InlineData("text/event-stream", true)]
    public async Task An_answer_that_needs_no_check_is_handed_on_as_it_comes(string contentType, bool inRollout)
    {
        var second = new TaskCompletionSource();
        await using var upstream = await LoopbackUpstream.StartAsync(Stream(contentType, second.Task));
        await using var gateway = await GatewayHarness.StartAsync();
        var route = Routes.Route(Routes.Target("v1", upstream.Url));
        gateway.Publish(inRollout ? route.WithCanary(Routes.Target("v2", upstream.Url), 5_000) : route);
        var ct = TestContext.Current.CancellationToken;

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/endpoints/{Routes.Endpoint}") { Content = new StringContent("{}") };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[64];
        var first = await body.ReadAsync(buffer, ct);

        // The upstream has not ended its answer, and the caller has the first half of it.
        Assert.Equal("[1,", Encoding.UTF8.GetString(buffer, 0, first));
        Assert.Empty(gateway.Sink.Decisions);
        second.SetResult();
        Assert.Equal("2]", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer, ct)));
        Assert.Equal(0, await body.ReadAsync(buffer, ct));
        await Eventually.TrueAsync(() => gateway.Sink.Decisions.Count == 1);
        Assert.Equal(Core.Primitives.Digest.Of("[1,2]"u8), gateway.Sink.Decisions.Values.Single().Output);
    }

    [Fact]
    public async Task A_stream_that_breaks_cuts_the_caller_off_and_fails_its_release()
    {
        var cut = new TaskCompletionSource();
        await using var upstream = await LoopbackUpstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("[1,");
            await context.Response.Body.FlushAsync();
            await cut.Task;
            context.Abort();
        });
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));
        var ct = TestContext.Current.CancellationToken;

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/endpoints/{Routes.Endpoint}") { Content = new StringContent("{}") };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[64];
        Assert.Equal("[1,", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer, ct)));
        cut.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadExactlyAsync(buffer, ct).AsTask());

        await Eventually.TrueAsync(() => gateway.Sink.Decisions.Count == 1);
        Assert.Equal("connection-lost", gateway.Sink.Decisions.Values.Single().Attempts.Single().Error);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 504)]
    public async Task A_stream_without_a_first_byte_is_rescued_or_refused_and_never_cut(bool hasStandby, int status)
    {
        await using var mute = await LoopbackUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await using var healthy = await LoopbackUpstream.StartAsync(Behave.Json("""{"delay":1}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        var route = Routes.Route(Routes.Target("v1", hasStandby ? healthy.Url : mute.Url));
        gateway.Publish(hasStandby ? route.WithCanary(Routes.Target("v2", mute.Url), 10_000) : route);

        var answer = await gateway.PostAsync(headers: ("Backstay-Deadline-Ms", "600"));

        Assert.Equal(status, answer.Status);
        Assert.Equal("late", gateway.RecordOf(answer).Attempts[0].Error);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_upstream_and_the_record_says_how_long_it_waited()
    {
        await using var silent = await LoopbackUpstream.StartAsync(Behave.Silent());
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", silent.Url)));
        using var leaving = new CancellationTokenSource();

        using var content = new StringContent("{}");
        var pending = gateway.Client.PostAsync(new Uri($"/endpoints/{Routes.Endpoint}", UriKind.Relative), content, leaving.Token);
        await Eventually.TrueAsync(() => silent.Received == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);

        await Eventually.TrueAsync(() => silent.Cancelled == 1 && gateway.Sink.Decisions.Count == 1);
        var record = gateway.Sink.Decisions.Values.Single();
        Assert.Equal((499, false, 0, "caller-gone"), (record.Status, record.NotEvidence, record.Attempts.Single().Status, record.Attempts.Single().Error));
    }

    [Fact]
    public async Task Headers_of_one_hop_credentials_and_our_own_are_not_handed_on()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(context =>
        {
            context.Response.Headers["Backstay-Release"] = "forged";
            context.Response.Headers["X-Model"] = "m";
            context.Response.Headers.SetCookie = "a=b";
            return Behave.Json("{}")(context);
        });
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        var answer = await gateway.PostAsync(headers:
        [
            ("Authorization", "Bearer secret"), ("Cookie", "session=1"), ("X-Tenant", "t1"), ("Accept-Encoding", "gzip"),
            ("Connection", "X-Hop"), ("X-Hop", "1"), ("TE", "trailers"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ]);

        Assert.Equal(("v1", "m", false), (answer.Release, answer.Headers["X-Model"], answer.Headers.ContainsKey("Set-Cookie")));
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "traceparent", "X-Tenant"],
            upstream.LastHeaders.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    private static Func<HttpContext, Task> Stream(string contentType, Task second) => async context =>
    {
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync("[1,");
        await context.Response.Body.FlushAsync();
        await second;
        await context.Response.WriteAsync("2]");
    };
}
