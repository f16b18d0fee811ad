using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backstay.TestKit;

namespace Backstay.Fuzz.Requests;

/// <summary>
/// Every route of both listeners, in groups. The control listener's come from the table that its tests hold to the server, the
/// gateway's from the table of its paths, so that a new route is fuzzed or has no group, which a test says.
/// </summary>
public static class RequestGroups
{
    private const string RoutesFile = "tests/Backstay.Server.Tests/Security/routes.txt";
    private const string GatewayRoutesFile = "tests/Backstay.Server.Tests/Security/gateway-routes.txt";
    private const string DescriptionFile = "docs/reference/openapi.json";
    private const string Prefix = "/api/v1";
    private const string WorkspacePrefix = Prefix + "/workspaces/default";

    /// <summary>First segments of paths, behind the API's prefix where they have it, and the group that they belong to.</summary>
    private static readonly Dictionary<string, string> GroupOf = new(StringComparer.Ordinal)
    {
        ["versions"] = "registry",
        ["lineage"] = "lineage",
        ["scorecards"] = "evaluation",
        ["environments"] = "environments",
        ["releases"] = "releases",
        ["matrix"] = "releases",
        ["systems"] = "systems",
        ["endpoints"] = "endpoints",
        ["rollouts"] = "rollouts",
        ["decisions"] = "decisions",
        ["outcomes"] = "outcomes",
        ["incidents"] = "incidents",
        ["alerts"] = "incidents",
        ["objects"] = "objects",
        ["tokens"] = "tokens",
        ["ledger"] = "ledger",
        ["backup"] = "backup",
        ["state"] = "ledger",
        ["host"] = "host",
        ["plan"] = "apply",
        ["live"] = "live",
        [""] = "live",
        ["sign-in"] = "live",
        ["status"] = "service",
        ["health"] = "service",
        ["metrics"] = "service",
        ["openapi"] = "service",
    };

    public static ImmutableArray<RequestGroup> All { get; } = Load();

    /// <summary>The group of a route; null where it has none.</summary>
    public static string? NameOf(string path, bool onGateway)
    {
        if (onGateway)
        {
            return path.StartsWith("/v2", StringComparison.Ordinal) ? "gateway-oip" : path.StartsWith("/endpoints/", StringComparison.Ordinal) ? "gateway-json" : null;
        }

        var segments = Short(path).Split('/');
        var word = segments[^1] is "lineage" or "scorecards" or "outcomes" ? segments[^1] : segments[1];
        return GroupOf.GetValueOrDefault(path.StartsWith("/host/", StringComparison.Ordinal) ? "host" : word);
    }

    /// <summary>The rows of a table of routes: method, path, scope.</summary>
    public static IEnumerable<(string Method, string Path, string Scope, bool OnGateway)> Routes() =>
        from file in new[] { RoutesFile, GatewayRoutesFile }
        from line in File.ReadLines(Path.Combine(RepositoryFolder.Root, file))
        let parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where parts.Length == 3
        select (parts[0], parts[1], parts[2], file == GatewayRoutesFile);

    private static ImmutableArray<RequestGroup> Load()
    {
        var description = JsonElement.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Root, DescriptionFile))).GetProperty("paths");
        var operations =
            from route in Routes()
            let operation = new Operation(
                route.Method, route.Path, route.Scope, route.OnGateway, QueryOf(description, route.Method, route.Path),
                [.. SampleBodies.Of(route.Method, Short(route.Path), route.OnGateway).Select(text => JsonNode.Parse(text)!)]) // samples are no null
            group operation by NameOf(route.Path, route.OnGateway) ?? "none" into grouped
            orderby grouped.Key
            select new RequestGroup(grouped.Key, [.. grouped]);
        return [.. operations];
    }

    /// <summary>The path without the API's prefix and without the workspace.</summary>
    private static string Short(string path) =>
        path.StartsWith(WorkspacePrefix, StringComparison.Ordinal) ? path[WorkspacePrefix.Length..]
        : path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..]
        : path;

    private static ImmutableArray<string> QueryOf(JsonElement paths, string method, string path)
    {
        var described = path.Replace(WorkspacePrefix, Prefix, StringComparison.Ordinal).Replace(":long", "", StringComparison.Ordinal);
        return paths.TryGetProperty(described, out var item)
            && item.TryGetProperty(method.ToLowerInvariant(), out var operation)
            && operation.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)] // parameters have names
            : [];
    }
}
