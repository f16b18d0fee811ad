using System.Text;
using System.Text.Json;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Api;

/// <summary>The API's description and its metrics.</summary>
public sealed class DescriptionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_description_is_the_one_that_the_repository_keeps()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var document = await node.GetAsync("/openapi/v1.json", Ct);

        Assert.Equal(200, document.Status);
        Assert.StartsWith("3.1", document.Json.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        KeptFile.AssertKept("docs/reference/openapi.json", document.Text.ReplaceLineEndings("\n").TrimEnd() + "\n");
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_tag_and_an_id_of_its_own()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var document = await node.GetAsync("/openapi/v1.json", Ct);

        var ids = new List<string?>();
        foreach (var path in document.Json.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var where = $"{operation.Name} {path.Name}";
                Assert.True(operation.Value.TryGetProperty("summary", out _), where + " has no summary");
                Assert.True(operation.Value.TryGetProperty("tags", out var tags) && tags.GetArrayLength() > 0, where + " has no tag");
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("503", out _), where + " documents no problem");
                if (path.Name.StartsWith("/api/", StringComparison.Ordinal))
                {
                    ids.Add(operation.Value.GetProperty("operationId").GetString());
                }
            }
        }

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Whatever_an_operation_answers_to_a_wrong_request_stands_in_its_description()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var document = (await node.GetAsync("/openapi/v1.json", Ct)).Json;
        using var http = new HttpClient { BaseAddress = node.Node.Api };

        var unsaid = new List<string>();
        foreach (var (method, path, operation) in Operations(document))
        {
            foreach (var (target, body) in WrongRequests(method, path))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), target);
                request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                if (!operation.GetProperty("responses").TryGetProperty($"{(int)answer.StatusCode}", out _))
                {
                    unsaid.Add($"{method} {target} {body}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(unsaid);
    }

    [Fact]
    public async Task Every_operation_that_takes_something_says_what_it_takes_and_how_it_refuses()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var document = (await node.GetAsync("/openapi/v1.json", Ct)).Json;

        foreach (var (method, path, operation) in Operations(document))
        {
            var hasBody = operation.TryGetProperty("requestBody", out _);
            Assert.True(hasBody || method is "GET" or "HEAD" || path == "/api/v1/ledger/checkpoint", $"{method} {path} says no body");
            if (hasBody || operation.TryGetProperty("parameters", out _))
            {
                Assert.True(operation.GetProperty("responses").TryGetProperty("400", out _), $"{method} {path} says no 400");
            }

            if (path.Contains('{', StringComparison.Ordinal) && method is "GET" or "HEAD")
            {
                Assert.True(operation.GetProperty("responses").TryGetProperty("404", out _), $"{method} {path} says no 404");
            }
        }
    }

    [Fact]
    public async Task Values_with_a_text_form_are_strings_and_enums_list_their_words()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var schemas = (await node.GetAsync("/openapi/v1.json", Ct)).Json.GetProperty("components").GetProperty("schemas");

        Assert.Equal("string", schemas.GetProperty("Name").GetProperty("type").GetString());
        Assert.Contains("a-z", schemas.GetProperty("Name").GetProperty("description").GetString());
        Assert.Equal(
            ["admin", "operator", "observer", "caller"],
            schemas.GetProperty("TokenScope").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    [Fact]
    public async Task Metrics_are_in_the_text_format_and_each_family_comes_once()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var admin = await node.CreateTokenAsync("root", "admin", admin: null, Ct);

        var metrics = (await node.GetAsync("/metrics", Ct, admin)).Text;

        Assert.Contains("backstay_ledger_head 1\n", metrics);
        Assert.Contains("backstay_ledger_broken 0\n", metrics);
        Assert.Contains("backstay_commands_total{command=\"governance.create-token\",outcome=\"committed\"} 1\n", metrics);
        Assert.Contains("backstay_command_duration_seconds_bucket{le=\"+Inf\"} 1\n", metrics);
        Assert.Contains("backstay_command_duration_seconds_count 1\n", metrics);
        var families = metrics.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(families.Distinct(), families);
        Assert.All(
            metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'),
            line => Assert.Matches(@"^[a-z_]+(\{([a-z]+=""[^""]*"",?)+\})? [0-9.E+-]+$", line));
    }

    [Fact]
    public async Task Every_metric_stands_in_the_reference()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var reference = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs/reference/metrics.md"), Ct);

        var metrics = (await node.GetAsync("/metrics", Ct)).Text;

        foreach (var line in metrics.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)))
        {
            Assert.Contains($"`{line.Split(' ')[2]}`", reference);
        }
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    /// <summary>Names that are none, names of nothing, and texts that are no number, with bodies and queries that are no better.</summary>
    private static IEnumerable<(string Target, string? Body)> WrongRequests(string method, string path) =>
        from word in path.Contains('{', StringComparison.Ordinal) ? new[] { "BAD", "model", "1.0.0", "7", "01890a5d-ac96-774b-bcce-b302099a8057" } : [string.Empty]
        from query in new[] { string.Empty, "?limit=x", "?at=99999", "?nonsense=1" }
        from body in method is "GET" or "HEAD" ? [null] : new[] { null, "{", "{}", """{"why":"x"}""" }
        select (string.Join('/', path.Split('/').Select(piece => piece.StartsWith('{') ? word : piece)) + query, body);
}
