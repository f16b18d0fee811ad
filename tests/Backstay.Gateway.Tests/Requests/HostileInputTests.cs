using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Backstay.Core.Routing;
using Backstay.Gateway.Tests.Harness;
using Backstay.TestKit.Upstreams;

namespace Backstay.Gateway.Tests.Requests;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("Backstay-Unit", "")]
    [InlineData("Backstay-Unit", "tab\tinside")]
    [InlineData("Backstay-Request-Id", "with space")]
    [InlineData("Backstay-Request-Id", "é")]
    [InlineData("Backstay-Deadline-Ms", "0")]
    [InlineData("Backstay-Deadline-Ms", "-5")]
    [InlineData("Backstay-Deadline-Ms", "1.5")]
    [InlineData("Backstay-Deadline-Ms", "600001")]
    [InlineData("Backstay-Deadline-Ms", "99999999999999999999")]
    [InlineData("Backstay-Deadline-Ms", "soon")]
    public async Task A_header_that_breaks_its_rule_is_400_and_named(string header, string value)
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        var answer = await gateway.PostAsync(headers: (header, value));

        Assert.Equal((400, header, 0), (answer.Status, answer.Field, upstream.Received));
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("X-Name", "Zo\u00EB")]
    [InlineData("X-Name", "a\u0001b")]
    [InlineData("X-Name", "a\u007Fb")]
    [InlineData("Content-Type", "application/json; note=\u00E9")]
    public async Task A_header_that_no_backend_could_be_sent_is_the_callers_and_no_releases_fault(string header, string value)
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/endpoints/{Routes.Endpoint}") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        _ = header == "Content-Type" ? request.Content.Headers.TryAddWithoutValidation(header, value) : request.Headers.TryAddWithoutValidation(header, value);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);

        Assert.Equal((400, header, 0), (answer.Status, answer.Field, upstream.Received));
        Assert.Empty(gateway.Sink.Decisions);
    }

    [Fact]
    public async Task Headers_that_go_nowhere_and_visible_ones_hinder_nobody()
    {
        const string Visible = "a\tb \"c\" ~!";
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));

        var answer = await gateway.PostAsync("{}", unit: "Zo\u00EB", path: null, ("X-Name", Visible), ("Cookie", "\u00E9"));

        Assert.Equal(200, answer.Status);
        Assert.Equal(Visible, upstream.LastHeaders["X-Name"]);
        Assert.DoesNotContain("Cookie", upstream.LastHeaders.Keys);
    }

    [Fact]
    public async Task Long_and_repeated_headers_are_400()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null));

        Assert.Equal("Backstay-Unit", (await gateway.PostAsync(unit: new string('u', UnitSource.MaxUnitLength + 1))).Field);
        Assert.Equal("Backstay-Request-Id", (await gateway.PostAsync(headers: ("Backstay-Request-Id", new string('r', 129)))).Field);
        Assert.Equal("HTTP/1.1 400 Bad Request", await FirstLineAsync(gateway, "Backstay-Unit: a\r\nBackstay-Unit: b\r\nContent-Length: 2\r\n\r\n{}"));
    }

    [Theory]
    [InlineData("{\"unit\":1.5}")]
    [InlineData("{\"unit\":1e3}")]
    [InlineData("{\"unit\":true}")]
    [InlineData("{\"unit\":null}")]
    [InlineData("{\"unit\":{}}")]
    [InlineData("{\"unit\":[]}")]
    [InlineData("{\"unit\":\"\"}")]
    [InlineData("{\"unit\":\"a\",\"unit\":\"b\"}")]
    [InlineData("{\"unit\":\"a\\u0000\"}")]
    public async Task A_unit_in_the_body_that_is_none_is_400_and_named(string body)
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null).With(config => config with { Unit = new UnitSource(null, "unit") }));

        var answer = await gateway.PostAsync(body);

        Assert.Equal((400, "unit"), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task Bodies_beyond_the_endpoints_limit_are_413_with_and_without_a_stated_length()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)).With(config => config with { MaxBodyBytes = 100 }));
        var fits = $"\"{new string('x', 98)}\"";

        Assert.Equal(200, (await gateway.PostAsync(fits)).Status);
        Assert.Equal((413, "body-too-large"), await PostRawAsync(gateway, Encoding.UTF8.GetBytes(fits + " "), chunked: false));
        Assert.Equal((413, "body-too-large"), await PostRawAsync(gateway, Encoding.UTF8.GetBytes(fits + new string(' ', 9_000)), chunked: true));
        Assert.Equal(1, upstream.Received);
    }

    [Theory]
    [InlineData("ffffffffffffffff")]
    [InlineData("7fffffff0")]
    [InlineData("-1")]
    [InlineData("zz")]
    public async Task A_chunk_of_an_impossible_size_is_400(string size)
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null));

        Assert.Equal("HTTP/1.1 400 Bad Request", await FirstLineAsync(gateway, $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n"));
    }

    [Fact]
    public async Task A_body_in_a_content_coding_is_415()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null));
        using var content = new ByteArrayContent([31, 139]);
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await gateway.Client.PostAsync(new Uri($"/endpoints/{Routes.Endpoint}", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Four_hundred_broken_bodies_and_headers_are_never_a_5xx_and_never_reach_a_release()
    {
        const int Seed = 20_260_101;
        var random = new Random(Seed);
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)).With(config => config with { Unit = new UnitSource("X-User", "user.id") }));

        for (var i = 0; i < 400; i++)
        {
            var body = Mutated(random);
            var path = (i % 3) switch { 0 => $"/endpoints/{Routes.Endpoint}", 1 => $"/v2/models/{Routes.Endpoint}/infer", _ => $"/endpoints/{RandomText(random)}" };
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
            request.Headers.TryAddWithoutValidation(random.Next(4) switch { 0 => "X-User", 1 => "Backstay-Request-Id", 2 => "Backstay-Deadline-Ms", _ => "X-Any" }, RandomText(random));
            if (random.Next(3) == 0)
            {
                request.Headers.TransferEncodingChunked = true;
            }

            using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

            // A random deadline of few milliseconds may really pass.
            var mayBeLate = request.Headers.TryGetValues("Backstay-Deadline-Ms", out _);
            Assert.True((int)response.StatusCode < 500 || (mayBeLate && response.StatusCode == HttpStatusCode.GatewayTimeout), $"seed {Seed}, request {i}: {response.StatusCode}");
        }

        Assert.All(upstream.Bodies, body => JsonDocument.Parse(body).Dispose());
    }

    [Fact]
    public async Task A_caller_that_promises_more_than_it_sends_costs_nobody_else_anything()
    {
        await using var upstream = await LoopbackUpstream.StartAsync(Behave.Json("{}"));
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(Routes.Target("v1", upstream.Url)));
        var ct = TestContext.Current.CancellationToken;

        foreach (var text in new[] { "Content-Length: 50\r\n\r\n{}", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}", "Content-Length: -1\r\n\r\n" })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Url.Port, ct);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /endpoints/{Routes.Endpoint} HTTP/1.1\r\nHost: a\r\n{text}"), ct);
        }

        Assert.Equal(200, (await gateway.PostAsync()).Status);
        Assert.Equal(["{}"], upstream.Bodies);
    }

    [Fact]
    public async Task A_body_that_trickles_in_after_the_deadline_is_408()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        gateway.Publish(Routes.Route(null));

        Assert.Equal("HTTP/1.1 408 Request Timeout", await FirstLineAsync(gateway, "Backstay-Deadline-Ms: 20\r\nContent-Length: 2\r\n\r\n{"));
    }

    /// <summary>The status line for a request of which only what is given is sent.</summary>
    private static async Task<string?> FirstLineAsync(GatewayHarness gateway, string headersAndBody)
    {
        var ct = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Url.Port, ct);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /endpoints/{Routes.Endpoint} HTTP/1.1\r\nHost: a\r\n{headersAndBody}"), ct);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadLineAsync(ct);
    }

    private static async Task<(int Status, string? Code)> PostRawAsync(GatewayHarness gateway, byte[] body, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/endpoints/{Routes.Endpoint}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await Answer.ReadAsync(response);
        return (answer.Status, answer.Code);
    }

    private static byte[] Mutated(Random random)
    {
        var body = Encoding.UTF8.GetBytes("""{"user":{"id":"u-1"},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"n":[1,2.5e3,null]}""");
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? body[..random.Next(body.Length)] : body;
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(0, 12); i > 0; i--)
        {
            text.Append((char)random.Next('!', 'z'));
        }

        return random.Next(2) == 0 ? random.Next().ToString(CultureInfo.InvariantCulture) : Uri.EscapeDataString(text.ToString());
    }
}
