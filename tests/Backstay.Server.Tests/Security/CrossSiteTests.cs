using System.Net;
using System.Text;
using Backstay.Server.Tests.Support;
using Backstay.Server.Tests.Traffic;

namespace Backstay.Server.Tests.Security;

/// <summary>A page in somebody's browser can't make a server without tokens change anything.</summary>
public sealed class CrossSiteTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "")]
    [InlineData("Origin", "https://example.org")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "null")]
    public async Task A_body_less_POST_of_another_site_is_refused(string header, string value)
    {
        var answer = await PostAsync("/api/v1/ledger/checkpoint", (header, value));

        Assert.Equal((403, "cross-site"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_the_browser_says_outweighs_an_origin_that_looks_like_ours()
    {
        var answer = await PostAsync("/api/v1/ledger/checkpoint", ("Origin", Own), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((403, "cross-site"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Programs_and_pages_of_the_server_itself_pass()
    {
        var bare = await PostAsync("/api/v1/ledger/verify");
        var origin = await PostAsync("/api/v1/ledger/verify", ("Origin", Own));
        var sameOrigin = await PostAsync("/api/v1/ledger/verify", ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://behind-a-proxy.example.org"));
        var typed = await PostAsync("/api/v1/ledger/verify", ("Sec-Fetch-Site", "none"));

        Assert.All([bare, origin, sameOrigin, typed], answer => Assert.NotEqual(403, answer.Status));
    }

    [Fact]
    public async Task Every_route_that_may_change_something_refuses_and_every_read_passes()
    {
        await using var own = await TestNode.StartAsync(Ct);
        var wrong = new List<string>();
        foreach (var route in Route.Of(own.Node).Where(route => route.Path != "/live/events")) // which never ends
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), new Uri(own.Node.Api, route.Filled));
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var response = await node.Http.SendAsync(request, Ct);
            if (response.StatusCode == HttpStatusCode.Forbidden != route.Method is not ("GET" or "HEAD"))
            {
                wrong.Add($"{route.Method} {route.Path}: {(int)response.StatusCode}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_token_of_its_own_lets_a_request_pass_and_a_wrong_one_does_not()
    {
        await using var own = await TestNode.StartAsync(Ct);

        var guessed = await SendAsync(own.Node.Api, "/api/v1/ledger/checkpoint", ("Sec-Fetch-Site", "cross-site"), ("Authorization", "Bearer guess"));
        var secret = await own.CreateTokenAsync("root", "admin", admin: null, Ct);
        var held = await SendAsync(own.Node.Api, "/api/v1/ledger/checkpoint", ("Sec-Fetch-Site", "cross-site"), ("Authorization", $"Bearer {secret}"));

        Assert.Equal((401, 200), (guessed.Status, held.Status));
    }

    [Fact]
    public async Task The_gateway_refuses_too_and_records_no_decision()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);

        var forged = await SendAsync(world.Node.Node.Gateway, "/endpoints/delay", ("Origin", "https://example.org"));
        var afterForged = await DecisionsAsync();
        await SendAsync(world.Node.Node.Gateway, "/endpoints/delay");
        var afterOurs = await DecisionsAsync();

        Assert.Equal((403, "cross-site"), (forged.Status, forged.Code));
        Assert.Equal((0, 1), (afterForged, afterOurs));

        async Task<int> DecisionsAsync() =>
            (await world.Node.GetAsync("/api/v1/decisions?endpoint=delay", Ct)).Json.GetProperty("items").GetArrayLength();
    }

    private string Own => node.Api.GetLeftPart(UriPartial.Authority);

    private Task<TestAnswer> PostAsync(string path, params (string Name, string Value)[] headers) => SendAsync(node.Api, path, headers);

    private async Task<TestAnswer> SendAsync(Uri server, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path));
        // Text: what a page may send without asking first.
        request.Content = path.StartsWith("/endpoints", StringComparison.Ordinal) ? new StringContent("""{"x":1}""", Encoding.UTF8, "text/plain") : null;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await node.Http.SendAsync(request, Ct);
        return new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
