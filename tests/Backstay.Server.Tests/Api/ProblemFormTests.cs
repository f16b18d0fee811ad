using System.Text;
using System.Text.Json;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

/// <summary>A refusal has one form, whichever listener and whichever layer it comes from.</summary>
public sealed class ProblemFormTests
{
    private static readonly string[] Always = ["type", "title", "status", "detail", "code"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Problems_of_both_listeners_and_of_the_framework_have_one_form()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var (api, gateway) = (node.Node.Api, node.Node.Gateway);
        (string What, HttpMethod Method, Uri Address, string? Body, string? Host, int Status, string Code)[] cases =
        [
            ("a path that is none", HttpMethod.Get, new(api, "/nowhere"), null, null, 404, "no-such-path"),
            ("another workspace", HttpMethod.Get, new(api, "/api/v1/workspaces/other/status"), null, null, 404, "no-such-workspace"),
            ("another method", HttpMethod.Delete, new(api, "/api/v1/status"), null, null, 405, "method-not-allowed"),
            ("a host that is not ours", HttpMethod.Get, new(api, "/api/v1/status"), null, "example.org", 403, "host-not-allowed"),
            ("a query of no use", HttpMethod.Get, new(api, "/api/v1/status?x=1"), null, null, 400, "invalid-input"),
            ("a name of no form", HttpMethod.Get, new(api, "/api/v1/endpoints/BAD"), null, null, 400, "invalid-input"),
            ("a name of nothing", HttpMethod.Get, new(api, "/api/v1/endpoints/none"), null, null, 404, "not-found"),
            ("no body", HttpMethod.Post, new(api, "/api/v1/releases"), null, null, 400, "invalid-input"),
            ("half a body", HttpMethod.Post, new(api, "/api/v1/releases"), "{", null, 400, "invalid-input"),
            ("what is refused", HttpMethod.Post, new(api, "/api/v1/tokens"), """{"name":"n","scope":"operator","holder":"h","lifetimeDays":1}""", null, 422, "first-token-is-admin"),
            ("the gateway: a path that is none", HttpMethod.Get, new(gateway, "/nowhere"), null, null, 404, "not-found"),
            ("the gateway: a name of nothing", HttpMethod.Post, new(gateway, "/endpoints/none"), "{}", null, 404, "not-found"),
            ("the gateway: another method", HttpMethod.Delete, new(gateway, "/v2"), null, null, 405, "invalid-input"),
            ("the gateway: a host that is not ours", HttpMethod.Get, new(gateway, "/v2"), null, "example.org", 403, "host-not-allowed"),
        ];

        using var http = new HttpClient();
        var wrong = new List<string>();
        foreach (var (what, method, address, body, host, status, code) in cases)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Host = host;
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, Ct);
            var text = await response.Content.ReadAsStringAsync(Ct);
            if (FaultOf(response, text, status, code) is { } fault)
            {
                wrong.Add($"{what}: {fault}: {(int)response.StatusCode} {text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("text/plain")]
    public async Task Who_accepts_no_JSON_is_told_all_the_same(string accepted)
    {
        await using var node = await TestNode.StartAsync(Ct);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Node.Api, "/nowhere"));
        request.Headers.TryAddWithoutValidation("Accept", accepted);

        using var response = await http.SendAsync(request, Ct);

        Assert.Null(FaultOf(response, await response.Content.ReadAsStringAsync(Ct), 404, "no-such-path"));
    }

    [Fact]
    public async Task An_unknown_workspace_is_named_with_the_one_that_exists()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var answer = await node.SendAsync(HttpMethod.Put, "/api/v1/workspaces/other/systems/db", Ct, "{}");

        Assert.Equal((404, "no-such-workspace"), (answer.Status, answer.Code));
        Assert.Equal("There is no workspace 'other'.", answer.Json.GetProperty("detail").GetString());
        Assert.Equal("The only one is 'default': /api/v1/workspaces/default, or /api/v1 for short.", answer.Json.GetProperty("hint").GetString());
        Assert.Equal("no-such-path", (await node.GetAsync("/api/v1/workspaces/default/nowhere", Ct)).Code);
    }

    private static string? FaultOf(HttpResponseMessage response, string text, int status, string code)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return "the content type";
        }

        var problem = JsonElement.Parse(text);
        var members = problem.EnumerateObject().Select(member => member.Name).ToArray();
        if (!members.Take(Always.Length).Order().SequenceEqual(Always.Order()) || members.Skip(Always.Length).Except(["field", "hint", "error"]).Any())
        {
            return "the members";
        }

        var isRight = (int)response.StatusCode == status
            && problem.GetProperty("status").GetInt32() == status
            && problem.GetProperty("code").GetString() == code
            && problem.GetProperty("type").GetString() == "urn:backstay:problem:" + code
            && string.Equals(problem.GetProperty("title").GetString(), code.Replace('-', ' '), StringComparison.OrdinalIgnoreCase);
        return isRight ? null : "the values";
    }
}
