using System.Net;
using System.Net.Sockets;
using System.Text;
using Backstay.Core.Primitives;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Gateway.Tests.Requests;

public sealed class CallerTests
{
    [Fact]
    public async Task Only_callers_that_the_gate_lets_in_are_served()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync(services => services.AddSingleton<ICallerGate, TokenGate>());
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        var nobody = await gateway.PostAsync();
        var other = await gateway.PostAsync(headers: ("Authorization", "Bearer other"));
        var right = await gateway.PostAsync(headers: ("Authorization", TokenGate.Right));

        Assert.Equal((401, 403, 200), (nobody.Status, other.Status, right.Status));
        Assert.Equal("Bearer", nobody.Headers["WWW-Authenticate"]);
        Assert.Equal(1, upstream.Received);
    }

    [Theory]
    [InlineData("/endpoints/none")]
    [InlineData("/v2/models/none/infer")]
    public async Task Who_may_not_call_does_not_hear_which_endpoints_there_are(string path)
    {
        await using var gateway = await GatewayHarness.StartAsync(services => services.AddSingleton<ICallerGate, TokenGate>());
        gateway.Publish(Routes.Route(null));

        var nobody = await gateway.PostAsync(path: path);
        var other = await gateway.PostAsync(path: path, headers: ("Authorization", "Bearer other"));
        var right = await gateway.PostAsync(path: path, headers: ("Authorization", TokenGate.Right));

        Assert.Equal((401, 403, 404), (nobody.Status, other.Status, right.Status));
        Assert.Equal((await gateway.PostAsync()).Body, nobody.Body);
    }

    [Fact]
    public async Task The_record_names_the_callers_request_id_and_both_digests()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("""{"a":1}"""));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)), position: 12);

        var record = gateway.RecordOf(await gateway.PostAsync("[1]", unit: "u", headers: ("Backstay-Request-Id", "r-9")));

        Assert.Equal(("r-9", 12L, "default", 200), (record.RequestId, record.Position, record.Workspace, record.Status));
        Assert.Equal((Digest.Of("[1]"u8), Digest.Of("""{"a":1}"""u8)), (record.Input, record.Output));
        Assert.True(record.Completed >= record.Time);
        Assert.NotEqual(Digest.Of("u"u8), record.Unit);
    }

    [Fact]
    public async Task A_request_whose_body_comes_after_a_swap_goes_by_the_new_table()
    {
        await using var good = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var bad = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", good.Url)).WithCanary(Routes.Target("v2", bad.Url), 10_000));
        var ct = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Url.Port, ct);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /endpoints/{Routes.Endpoint} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"), ct);
        using var reader = new StreamReader(socket.GetStream());

        // The server asks for the body when the gateway reads it: the request has been matched by then.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(ct));
        gateway.Tables.TakeEscape(Routes.Endpoint, Routes.Rollout);
        await socket.GetStream().WriteAsync("{}"u8.ToArray(), ct);
        await Eventually.TrueAsync(() => gateway.Sink.Decisions.Count == 1);

        var record = gateway.Sink.Decisions.Values.Single();
        Assert.Equal(("v1", true, 0), (record.ServedRelease, record.Escaped, bad.Received));
    }

    private sealed class TokenGate : ICallerGate
    {
        public const string Right = "Bearer right";

        public ValueTask<Problem?> CheckAsync(string? authorization, CancellationToken ct) => new(
            authorization is null
                ? new Problem(ProblemKind.Unauthenticated, "no-token", "A token is required.")
                : authorization == Right
                    ? null
                    : new Problem(ProblemKind.Forbidden, "not-allowed", "This token may not call."));
    }
}
