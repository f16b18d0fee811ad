using System.Globalization;
using System.Text;
using Backstay.Core.Governance;
using Backstay.Server.Tests.Support;

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

        var wrong = new List<string>();
        foreach (var route in routes)
        {
            var (method, path, needed) = route;
            await ExpectAsync(needed == "nobody" ? null : 401, token: null, "without a token");
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

    /// <summary>The rule of the scopes, written down again: admins do everything, operators what observers and callers do.</summary>
    private static bool May(TokenScope scope, string needed) => scope switch
    {
        TokenScope.Admin => true,
        TokenScope.Operator => needed is "operator" or "observer" or "caller",
        _ => needed == NameOf(scope),
    };

    private static string NameOf(TokenScope scope) => scope.ToString().ToLowerInvariant();
}
