using System.Globalization;
using System.Text;
using Backstay.Core.Governance;
using Backstay.Server.Tests.Support;
using Backstay.Server.Tests.Traffic;

namespace Backstay.Server.Tests.Security;

/// <summary>Every route says what it needs, in a table that reviewers see change; and every route keeps to it.</summary>
public sealed class RouteScopeTests
{
    private const string Table = "tests/Backstay.Server.Tests/Security/routes.txt";
    private static readonly TokenScope[] Scopes = Enum.GetValues<TokenScope>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_stands_in_the_table_with_its_scope()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var text = new StringBuilder();
        foreach (var (method, path, scope) in Route.Of(node.Node))
        {
            text.Append(CultureInfo.InvariantCulture, $"{method,-7} {path}  {scope}\n");
        }

        Repository.AssertKept(Table, text.ToString());
    }

    [Fact]
    public async Task Every_route_refuses_callers_without_its_scope_and_only_those()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var routes = Route.Of(node.Node);
        var secrets = new Dictionary<TokenScope, string> { [TokenScope.Admin] = await node.CreateTokenAsync("admin", "admin", admin: null, Ct) };
        foreach (var scope in Scopes.Where(scope => scope != TokenScope.Admin))
        {
            secrets[scope] = await node.CreateTokenAsync(NameOf(scope), NameOf(scope), secrets[TokenScope.Admin], Ct);
        }

        var expired = await node.CreateTokenAsync("expired", "admin", secrets[TokenScope.Admin], Ct, days: 1);
        var revoked = await node.CreateTokenAsync("revoked", "admin", secrets[TokenScope.Admin], Ct);
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/revoked", Ct, new { why = "It leaked." }, secrets[TokenScope.Admin])).Status);
        node.Clock.Advance(TimeSpan.FromDays(2));

        var wrong = new List<string>();
        foreach (var route in routes)
        {
            var (method, path, needed) = route;
            await ExpectAsync(needed == "nobody" ? null : 401, token: null, "without a token");
            await ExpectAsync(needed == "nobody" ? null : 401, expired, "with an expired token");
            await ExpectAsync(needed == "nobody" ? null : 401, revoked, "with a revoked token");
            foreach (var scope in Scopes)
            {
                await ExpectAsync(needed == "nobody" || May(scope, needed) ? null : 403, secrets[scope], $"as {NameOf(scope)}");
            }

            async Task ExpectAsync(int? refusal, string? token, string who)
            {
                using var answered = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                var body = method is "GET" or "HEAD" ? null : "{\"nothing\":true}";
                var answer = await node.SendAsync(new HttpMethod(method), route.Filled, answered.Token, body, token);
                var ok = refusal is { } status ? answer.Status == status : answer.Status is not (401 or 403);
                if (!ok || answer.Status >= 500)
                {
                    wrong.Add($"{method} {path} {who}: {answer.Status} {answer.Text}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>
    /// The same of the gateway's routes, which are few and stand in a table of their own: with a live endpoint and with one that
    /// does not exist, since who may not call must not hear the difference.
    /// </summary>
    [Fact]
    public async Task Every_route_of_the_gateway_refuses_callers_without_its_scope_and_only_those()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        var tokens = await TokensAsync(world.Node);
        using var http = new HttpClient();

        var wrong = new List<string>();
        foreach (var (method, path, needed) in ScopeTable.Gateway())
        {
            foreach (var ((who, token), endpoint) in tokens.SelectMany(token => new[] { "delay", "none" }.Select(endpoint => (token, endpoint))))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(world.Node.Node.Gateway, path.Replace("{endpoint}", endpoint, StringComparison.Ordinal)));
                request.Content = method == "POST" ? new StringContent("""{"x":1}""", Encoding.UTF8, "application/json") : null;
                request.Headers.Authorization = token is null ? null : new("Bearer", token);
                using var response = await http.SendAsync(request, Ct);
                TokenScope? scope = Enum.TryParse<TokenScope>(who, ignoreCase: true, out var named) ? named : null;
                int? refusal = needed == "nobody" || (scope is { } has && May(has, needed)) ? null : scope is null ? 401 : 403;
                var status = (int)response.StatusCode;
                if (refusal is null ? status is 401 or 403 or 500 : status != refusal)
                {
                    wrong.Add($"{method} {path} ({endpoint}) as {who}: {status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_reference_says_who_may_do_what()
    {
        await using var node = await TestNode.StartAsync(Ct);

        Repository.AssertKept(ScopeTable.Reference, ScopeTable.Of(Route.Of(node.Node), (scope, needed) => May(scope, needed)));
    }

    /// <summary>Every kind of caller: each scope by its name, and those whose token opens nothing.</summary>
    private static async Task<List<(string Who, string? Token)>> TokensAsync(TestNode node)
    {
        var admin = await node.CreateTokenAsync("admin", "admin", admin: null, Ct);
        List<(string, string?)> tokens = [("nobody", null), ("admin", admin)];
        foreach (var scope in Scopes.Where(scope => scope != TokenScope.Admin))
        {
            tokens.Add((NameOf(scope), await node.CreateTokenAsync(NameOf(scope), NameOf(scope), admin, Ct)));
        }

        tokens.Add(("expired", await node.CreateTokenAsync("expired", "admin", admin, Ct, days: 1)));
        tokens.Add(("revoked", await node.CreateTokenAsync("revoked", "admin", admin, Ct)));
        Assert.Equal(200, (await node.SendAsync(HttpMethod.Delete, "/api/v1/tokens/revoked", Ct, new { why = "It leaked." }, admin)).Status);
        node.Clock.Advance(TimeSpan.FromDays(2));
        return tokens;
    }

    /// <summary>The rule of the scopes, written down again: admins do everything, operators what observers and callers do.</summary>
    private static bool May(TokenScope scope, string needed) => scope switch
    {
        TokenScope.Admin => true,
        TokenScope.Operator => needed is "operator" or "observer" or "caller",
        _ => needed == NameOf(scope),
    };

    private static string NameOf(TokenScope scope) => scope.ToString().ToLowerInvariant();
}
