using System.Globalization;
using System.Text;
using Backstay.Core.Governance;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Security;

/// <summary>Who may do what, as a page for people: one row a route, one column a scope.</summary>
internal static class ScopeTable
{
    public const string Reference = "docs/reference/scopes.md";
    private const string GatewayRoutes = "tests/Backstay.Server.Tests/Security/gateway-routes.txt";
    private const string WorkspacePrefix = "/api/v1/workspaces/default";

    private const string Head = """
        # Who may do what

        Written by a test from the server's own routes, and tried there: each route is called with a token of each scope, with none, with an expired and with a revoked one. "anybody" needs no token. Before the first token exists, whoever reaches the loopback interface is admin. Every path below `/api/v1` is also there below `/api/v1/workspaces/default`, with the same scopes.

        Without a token that is valid the answer is 401, with one of another scope 403. On the gateway that is so too for endpoints that don't exist: who may not call does not hear which there are. How tokens are made: [tokens](../guides/tokens.md).

        """;

    private static readonly TokenScope[] Columns = [TokenScope.Caller, TokenScope.Observer, TokenScope.Operator, TokenScope.Admin];

    /// <summary>The gateway's routes: method, path, scope.</summary>
    public static IEnumerable<(string Method, string Path, string Scope)> Gateway() =>
        from line in File.ReadLines(Path.Combine(RepositoryFolder.Root, GatewayRoutes))
        let parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where parts.Length == 3
        select (parts[0], parts[1], parts[2]);

    public static string Of(IEnumerable<Route> control, Func<TokenScope, string, bool> may)
    {
        var text = new StringBuilder(Head);
        Add(text, "The gateway", Gateway(), may);
        Add(text, "The control API and the pages", control.Where(route => !route.Path.StartsWith(WorkspacePrefix, StringComparison.Ordinal)).Select(route => (route.Method, route.Path, route.Scope)), may);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string title, IEnumerable<(string Method, string Path, string Scope)> routes, Func<TokenScope, string, bool> may)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| method | path | anybody | caller | observer | operator | admin |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var (method, path, scope) in routes)
        {
            var anybody = scope == "nobody";
            text.Append(CultureInfo.InvariantCulture, $"| {method} | `{path}` | {Mark(anybody)} |");
            foreach (var column in Columns)
            {
                text.Append(CultureInfo.InvariantCulture, $" {Mark(anybody || may(column, scope))} |");
            }

            text.Append('\n');
        }
    }

    private static string Mark(bool may) => may ? "yes" : "";
}
