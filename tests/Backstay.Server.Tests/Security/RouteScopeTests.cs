using System.Globalization;
using System.Text;
using Backstay.Server.Tests.Support;
using Backstay.Server.Tests.Traffic;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Security;

/// <summary>Every route says what it needs, in a table that reviewers see change; and every route keeps to it.</summary>
public sealed class RouteScopeTests
{
    private const string Table = "tests/Backstay.Server.Tests/Security/routes.txt";
    private const string DegradedTable = "tests/Backstay.Server.Tests/Security/degraded-routes.txt";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_stands_in_the_table_with_its_scope()
    {
        await using var node = await TestNode.StartAsync(Ct);

        KeptFile.AssertKept(Table, TextOf(Route.Of(node.Node)));
    }

    [Fact]
    public async Task Every_route_refuses_callers_without_its_scope_and_only_those()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var callers = await ScopeCaller.MakeAllAsync(node, Ct);

        await AssertKeptToAsync(node, callers, status => status < 500);
    }

    /// <summary>
    /// The same of a server without its ledger. It knows its tokens from its last good table; whoever asks for what it has not
    /// hears why, since nothing is behind that answer.
    /// </summary>
    [Fact]
    public async Task Every_route_of_a_degraded_server_stands_in_its_table_and_keeps_to_it()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var callers = await ScopeCaller.MakeAllAsync(node, Ct);

        await node.RestartAsync(() => Directory.Delete(Path.Combine(node.Data, "ledger"), recursive: true), Ct);

        Assert.Equal("ledger-gone", node.Node.Degraded?.Code);
        KeptFile.AssertKept(DegradedTable, TextOf(Route.Of(node.Node)));
        await AssertKeptToAsync(node, callers, status => status is 200 or 503);
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
        var callers = await ScopeCaller.MakeAllAsync(world.Node, Ct);
        using var http = new HttpClient();

        var wrong = new List<string>();
        foreach (var (method, path, needed) in ScopeTable.Gateway())
        {
            foreach (var (caller, endpoint) in callers.SelectMany(caller => new[] { "delay", "none" }.Select(endpoint => (caller, endpoint))))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(world.Node.Node.Gateway, path.Replace("{endpoint}", endpoint, StringComparison.Ordinal)));
                request.Content = method == "POST" ? new StringContent("""{"x":1}""", Encoding.UTF8, "application/json") : null;
                request.Headers.Authorization = caller.Token is null ? null : new("Bearer", caller.Token);
                using var response = await http.SendAsync(request, Ct);
                var status = (int)response.StatusCode;
                if (caller.RefusalAt(needed) is { } refusal ? status != refusal : status is 401 or 403 or 500)
                {
                    wrong.Add($"{method} {path} ({endpoint}) as {caller.Who}: {status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_reference_says_who_may_do_what()
    {
        await using var node = await TestNode.StartAsync(Ct);

        KeptFile.AssertKept(ScopeTable.Reference, ScopeTable.Of(Route.Of(node.Node), ScopeCaller.May));
    }

    private static async Task AssertKeptToAsync(TestNode node, IReadOnlyList<ScopeCaller> callers, Func<int, bool> isAnswer)
    {
        var wrong = new List<string>();
        foreach (var route in Route.Of(node.Node))
        {
            foreach (var caller in callers)
            {
                if (await caller.TryAsync(node, route, isAnswer, Ct) is { } what)
                {
                    wrong.Add(what);
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string TextOf(IEnumerable<Route> routes)
    {
        var text = new StringBuilder();
        foreach (var (method, path, scope) in routes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{method,-7} {path}  {scope}\n");
        }

        return text.ToString();
    }
}
