using System.Globalization;
using System.Text.Json;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

/// <summary>What the web server refuses before there is a request says field, rule and way out like everything else.</summary>
public sealed class RejectedRequestTests : IAsyncLifetime
{
    private const string Host = "Host: localhost\r\n";
    private TestNode? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestNode Node => _node ?? throw new InvalidOperationException("The node has not been started.");

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(Ct);

    public static TheoryData<string, string, int, string> Requests { get; } = new()
    {
        { "a key that is no UTF-8", $"POST / HTTP/1.1\r\n{Host}Idempotency-Key: cl\u00e9\r\n\r\n", 400, "headers" },
        { "a token that is no UTF-8", $"GET / HTTP/1.1\r\n{Host}Authorization: Bearer \u00ff\r\n\r\n", 400, "headers" },
        { "a zero in a header", $"GET / HTTP/1.1\r\n{Host}X-A: a\0b\r\n\r\n", 400, "headers" },
        { "a header without a name", $"GET / HTTP/1.1\r\n{Host}: a\r\n\r\n", 400, "headers" },
        { "a header whose name is no name", $"GET / HTTP/1.1\r\n{Host}X A: a\r\n\r\n", 400, "headers" },
        { "too many headers", $"GET / HTTP/1.1\r\n{Host}{string.Concat(Enumerable.Repeat("X-A: a\r\n", 101))}\r\n", 431, "headers" },
        { "headers that are too long", $"GET / HTTP/1.1\r\n{Host}X-A: {new string('a', 33_000)}\r\n\r\n", 431, "headers" },
        { "a zero in the path", $"GET /endpoints/a%00b HTTP/1.1\r\n{Host}\r\n", 400, "path" },
        { "a raw byte in the path", $"GET /endpoints/\u00e9 HTTP/1.1\r\n{Host}\r\n", 400, "path" },
        { "a query of 20 kB", $"GET /?q={new string('a', 20_000)} HTTP/1.1\r\n{Host}\r\n", 414, "path" },
        { "a host with somebody before it", "GET / HTTP/1.1\r\nHost: 127.0.0.1:1@evil\r\n\r\n", 400, "Host" },
        { "no host", "GET / HTTP/1.1\r\n\r\n", 400, "Host" },
        { "two hosts", $"GET / HTTP/1.1\r\n{Host}Host: localhost\r\n\r\n", 400, "Host" },
        { "a length that is none", $"POST / HTTP/1.1\r\n{Host}Content-Length: -1\r\n\r\n", 400, "Content-Length" },
        { "two lengths", $"POST / HTTP/1.1\r\n{Host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "Content-Length" },
        { "a coding that is no framing", $"POST / HTTP/1.1\r\n{Host}Transfer-Encoding: gzip\r\n\r\n", 400, "Transfer-Encoding" },
        { "no request", "hello\r\n\r\n", 400, "request line" },
        { "another version", $"GET / HTTP/3.0\r\n{Host}\r\n", 505, "request line" },
        { "a path of a proxy's", $"GET example.org:80 HTTP/1.1\r\n{Host}\r\n", 405, "method" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Both_listeners_say_what_is_wrong(string what, string request, int status, string field)
    {
        foreach (var listener in new[] { Node.Node.Api, Node.Node.Gateway })
        {
            var answer = await RawHttp.SendAsync(listener, request, Ct);

            Assert.True(status == answer.Status, $"{what}: {answer.Status} {answer.Body}");
            Assert.Equal(("application/problem+json", "close"), (answer.Header("Content-Type"), answer.Header("Connection")));
            Assert.Equal(answer.Body.Length.ToString(CultureInfo.InvariantCulture), answer.Header("Content-Length"));
            var problem = JsonElement.Parse(answer.Body);
            Assert.Equal(field, problem.GetProperty("field").GetString());
            Assert.Equal(status, problem.GetProperty("status").GetInt32());
            Assert.NotEmpty(problem.GetProperty("detail").GetString() ?? "");
            Assert.Equal(listener == Node.Node.Gateway, problem.TryGetProperty("error", out _)); // for clients of the inference protocol
        }
    }

    [Fact]
    public async Task Only_the_broken_request_of_a_connection_is_refused_and_what_follows_it_is_not_read()
    {
        const string Sound = $"GET /health/live HTTP/1.1\r\n{Host}\r\n";

        var answer = await RawHttp.SendAsync(Node.Node.Api, $"{Sound}{Sound}GET /a%00b HTTP/1.1\r\n{Host}\r\n{Sound}", Ct);

        Assert.Equal(2, answer.Before.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Equal((400, "path"), (answer.Status, JsonElement.Parse(answer.Body).GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Who_asks_for_the_head_gets_no_body()
    {
        var answer = await RawHttp.SendAsync(Node.Node.Api, "HEAD /health/live HTTP/1.1\r\nHost: a@b\r\n\r\n", Ct);

        Assert.Equal((400, ""), (answer.Status, answer.Body));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }
    }
}
