using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

public sealed class CommandHeaderTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("Backstay-On-Behalf-Of")]
    public async Task A_header_that_is_given_twice_is_refused_and_nothing_is_recorded(string header)
    {
        var system = "twice-" + header.ToLowerInvariant();

        var answer = await SendAsync(system, (header, "a"), (header, "b"));

        Assert.Equal((400, header), (answer.Status, answer.Field));
        Assert.DoesNotContain(system, (await node.CallAsync(HttpMethod.Get, "systems", body: null, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync(system, (header, $"once-{header}"))).Status);
    }

    [Theory]
    [InlineData("safe \\u202Etxt.exe")]
    [InlineData("a\\uFFFFb")]
    public async Task A_reason_that_reads_otherwise_than_it_is_is_refused(string why)
    {
        using var content = new StringContent($$"""{"version":"1.0.0","why":"{{why}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await node.Http.PutAsync(new Uri("/api/v1/systems/hidden", UriKind.Relative), content, Ct);

        var answer = new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal((400, "why"), (answer.Status, answer.Field));
    }

    /// <summary>An HTTP client would make one header of two. By HTTP/1.0 the answer comes in one piece.</summary>
    private async Task<TestAnswer> SendAsync(string system, params (string Name, string Value)[] headers)
    {
        const string Body = """{"version":"1.0.0","why":"a test"}""";
        var lines = string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        var answer = await RawHttp.SendAsync(
            node.Api,
            $"PUT /api/v1/systems/{system} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n{lines}\r\n{Body}",
            Ct);
        return new TestAnswer(answer.Status, answer.Body);
    }
}
