using System.Text.Json;
using Backstay.Server.Tests.Support;

namespace Backstay.Server.Tests.Api;

/// <summary>A misspelt or repeated query parameter is refused on every route of the control API, never ignored.</summary>
public sealed class QueryCheckTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_of_the_API_refuses_a_parameter_that_it_does_not_take()
    {
        await using var own = await TestNode.StartAsync(Ct);
        var routes = Route.Of(own.Node).Where(route => route.Path.StartsWith("/api/v1/", StringComparison.Ordinal)).ToArray();
        Assert.True(routes.Length > 100, "The API has more than a hundred routes.");

        var wrong = new List<string>();
        foreach (var route in routes.Where(route => route.Method != "HEAD")) // whose answers have no body
        {
            var body = route.Method is "GET" ? null : "{\"nothing\":true}";
            var answer = await own.SendAsync(new HttpMethod(route.Method), route.Filled + "?colour=red", Ct, body);
            if (answer.Status != 400 || answer.Field != "colour")
            {
                wrong.Add($"{route.Method} {route.Path}: {answer.Status} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_parameter_of_the_description_is_taken_once_and_not_twice()
    {
        await using var own = await TestNode.StartAsync(Ct);
        var document = (await own.GetAsync("/openapi/v1.json", Ct)).Json;

        var wrong = new List<string>();
        var seen = 0;
        foreach (var (path, name, isList) in ParametersOf(document))
        {
            seen++;
            var url = string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "1" : part));
            var once = await own.GetAsync($"{url}?{name}=1", Ct);
            var twice = await own.GetAsync($"{url}?{name}=1&{name}=2", Ct);
            if (once.Text.Contains("There is no query parameter", StringComparison.Ordinal))
            {
                wrong.Add($"{path} does not take {name}");
            }

            if (twice.Text.Contains("stands here 2 times", StringComparison.Ordinal) == isList)
            {
                wrong.Add($"{path} with {name} twice: {twice.Status} {twice.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen > 20, "The API has more than twenty query parameters.");
    }

    [Theory]
    [InlineData("rollouts?limt=1", "limt", "There is no query parameter 'limt' here. Did you mean 'limit'?", "This path takes endpoint, limit.")]
    [InlineData("ledger/consistency?frist=1&second=2", "frist", "There is no query parameter 'frist' here. Did you mean 'first'?", "This path takes first, second.")]
    [InlineData("systems?x", "x", "There is no query parameter 'x' here.", "This path takes none.")]
    [InlineData("rollouts?limit=1&limit=2", "limit", "The parameter 'limit' stands here 2 times.", "Give it once.")]
    [InlineData("versions/model/m/1.0.0?att=1", "att", "There is no query parameter 'att' here. Did you mean 'at'?", "This path takes at.")]
    public async Task The_refusal_names_the_parameter_the_nearest_one_and_those_that_exist(string path, string field, string detail, string hint)
    {
        var answer = await node.CallAsync(HttpMethod.Get, path, body: null, Ct);

        Assert.Equal(
            (400, field, detail, hint),
            (answer.Status, answer.Field, answer.Json.GetProperty("detail").GetString(), answer.Json.GetProperty("hint").GetString()));
    }

    [Fact]
    public async Task A_refused_query_changes_nothing()
    {
        var answer = await node.CallAsync(HttpMethod.Put, "systems/query-check?dry-run=true", new { version = "1", why = "w" }, Ct);

        Assert.Equal((400, "dry-run"), (answer.Status, answer.Field));
        Assert.DoesNotContain("query-check", (await node.CallAsync(HttpMethod.Get, "systems", body: null, Ct)).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, string Name, bool IsList)> ParametersOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Name.StartsWith("/api/v1/", StringComparison.Ordinal)
        from operation in path.Value.EnumerateObject()
        where operation.Name == "get" && operation.Value.TryGetProperty("parameters", out _)
        from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
        where parameter.GetProperty("in").GetString() == "query"
        let isList = parameter.GetProperty("schema").TryGetProperty("type", out var type) && type.ToString().Contains("array", StringComparison.Ordinal)
        select (path.Name, parameter.GetProperty("name").GetString()!, isList); // parameters have names
}
