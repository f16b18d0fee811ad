using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backstay.Server.Tests.Versions;

public sealed class VersionReadTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_hold_each_version_once_in_the_order_of_their_numbers()
    {
        foreach (var number in new[] { "1.10.0", "1.2.0", "1.0.0", "2.0.0-rc.1", "2.0.0" })
        {
            await node.RegisterAsync($"prompt/page@{number}", number, Ct);
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await GetAsync($"versions?kind=prompt&name=page&limit=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            seen.AddRange(page.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()!));
            after = page.GetProperty("next").GetString();
            await node.RegisterAsync($"prompt/page@0.0.{seen.Count}", "registered in between", Ct);
        }
        while (after is not null);

        Assert.Equal(["1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0"], seen.Select(version => version.Split('@')[1]));
    }

    [Theory]
    [InlineData("versions?limit=0", "limit")]
    [InlineData("versions?limit=1001", "limit")]
    [InlineData("versions?limit=ten", "limit")]
    [InlineData("versions?kind=models", "kind")]
    [InlineData("versions?name=A", "name")]
    [InlineData("versions?after=x", "after")]
    [InlineData("versions?at=-1", "at")]
    [InlineData("versions?at=999999999", "at")]
    [InlineData("versions?at=now", "at")]
    [InlineData("versions/models/x/1.0.0", "kind")]
    [InlineData("versions/model/X/1.0.0", "name")]
    [InlineData("versions/model/x/1.0", "number")]
    [InlineData("versions/dataset/read/1.0.0?at=now", "at")]
    [InlineData("versions/dataset/read/1.0.0/lineage?direction=left", "direction")]
    [InlineData("versions/dataset/read/1.0.0/lineage?depth=0", "depth")]
    [InlineData("versions/dataset/read/1.0.0/lineage?depth=x", "depth")]
    [InlineData("versions/dataset/read/1.0.0/lineage?limit=10001", "limit")]
    [InlineData("versions/dataset/read/1.0.0/lineage?edge=eats", "edge")]
    [InlineData("versions/dataset/read/1.0.0/uses?descendants=maybe", "descendants")]
    public async Task A_wrong_parameter_is_named(string path, string field)
    {
        await node.RegisterAsync("dataset/read@1.0.0", "read", Ct);

        var refused = await node.CallAsync(HttpMethod.Get, path, body: null, Ct);

        Assert.True(refused.Status == 400, refused.Text);
        Assert.Equal(field, refused.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/content")]
    [InlineData("/lineage")]
    [InlineData("/scorecards")]
    [InlineData("/uses")]
    public async Task What_is_not_registered_is_not_found(string below)
    {
        var absent = await node.CallAsync(HttpMethod.Get, "versions/model/nowhere/1.0.0" + below, body: null, Ct);

        Assert.Equal((404, "not-found"), (absent.Status, absent.Code));
    }

    [Fact]
    public async Task Reads_at_an_earlier_position_see_only_what_was_there()
    {
        var first = await node.RegisterAsync("dataset/at@1.0.0", "at one", Ct);
        var position = first.Json.GetProperty("version").GetProperty("position").GetInt64();
        await node.RegisterAsync("dataset/at@1.1.0", "at two", Ct);

        var then = await GetAsync($"versions?kind=dataset&name=at&at={position}");
        var now = await GetAsync("workspaces/default/versions?kind=dataset&name=at");
        var later = await node.CallAsync(HttpMethod.Get, $"versions/dataset/at/1.1.0?at={position}", body: null, Ct);

        Assert.Equal((1, position), (then.GetProperty("versions").GetArrayLength(), then.GetProperty("position").GetInt64()));
        Assert.Equal(2, now.GetProperty("versions").GetArrayLength());
        Assert.Equal(404, later.Status);
    }

    [Fact]
    public async Task Every_read_of_a_version_says_what_its_registration_said()
    {
        var registered = await node.RegisterAsync("dataset/again@1.0.0", "again", Ct);
        var said = registered.Json.GetProperty("version").GetRawText();

        var first = await GetAsync("versions/dataset/again/1.0.0");
        var second = await GetAsync("versions/dataset/again/1.0.0");
        var elsewhere = await GetAsync("workspaces/default/versions/dataset/again/1.0.0");

        Assert.Equal([said, said, said], [first.GetRawText(), second.GetRawText(), elsewhere.GetRawText()]);
    }

    [Fact]
    public async Task A_version_that_was_read_is_still_not_there_before_its_registration()
    {
        var before = (await node.RegisterAsync("dataset/early@1.0.0", "early one", Ct)).Json.GetProperty("version").GetProperty("position").GetInt64();
        await node.RegisterAsync("dataset/early@1.1.0", "early two", Ct);
        await GetAsync("versions/dataset/early/1.1.0");

        var early = await node.CallAsync(HttpMethod.Get, $"versions/dataset/early/1.1.0?at={before}", body: null, Ct);

        Assert.Equal(404, early.Status);
    }

    [Fact]
    public async Task A_version_says_how_long_its_answer_is()
    {
        await node.RegisterAsync("dataset/length@1.0.0", "length", Ct);

        using var answer = await node.Http.GetAsync("/api/v1/versions/dataset/length/1.0.0", HttpCompletionOption.ResponseHeadersRead, Ct);

        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal((await answer.Content.ReadAsByteArrayAsync(Ct)).Length, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task One_file_of_several_is_downloaded_by_its_path()
    {
        var body = VersionCalls.Registration(
            "dataset/files@1.0.0", ("a.txt", await node.PutAsync("of a", Ct)), ("b/c.txt", await node.PutAsync("of c", Ct)));
        await node.RegisterAsync(body, Ct);

        var which = await node.CallAsync(HttpMethod.Get, "versions/dataset/files/1.0.0/content", body: null, Ct);
        var none = await node.CallAsync(HttpMethod.Get, "versions/dataset/files/1.0.0/content?path=../a.txt", body: null, Ct);
        var c = await node.CallAsync(HttpMethod.Get, "versions/dataset/files/1.0.0/content?path=b%2Fc.txt", body: null, Ct);

        Assert.Equal((400, "path"), (which.Status, which.Field));
        Assert.Equal(404, none.Status);
        Assert.Equal("of c", c.Text);
    }

    [Fact]
    public async Task Lineage_is_walked_up_and_down_and_kept_to_one_relation()
    {
        await node.RegisterAsync("dataset/lin-raw@1.0.0", "raw", Ct);
        await RegisterFromAsync("dataset/lin-clean@1.0.0", """{"derivedFrom":["dataset/lin-raw@1.0.0"]}""");
        await RegisterFromAsync("model/lin-m@1.0.0", """{"data":[{"version":"dataset/lin-clean@1.0.0","role":"training"}]}""");

        var up = await GetAsync("versions/model/lin-m/1.0.0/lineage");
        var near = await GetAsync("versions/model/lin-m/1.0.0/lineage?depth=1");
        var only = await GetAsync("versions/model/lin-m/1.0.0/lineage?edge=derived-from");
        var down = await GetAsync("versions/dataset/lin-raw/1.0.0/lineage?direction=down");

        Assert.Equal(["dataset/lin-clean@1.0.0", "dataset/lin-raw@1.0.0"], Ends(up, "to"));
        Assert.Equal(["dataset/lin-clean@1.0.0"], Ends(near, "to"));
        Assert.True(near.GetProperty("truncated").GetBoolean());
        Assert.Empty(Ends(only, "to"));
        Assert.Equal(["dataset/lin-clean@1.0.0", "model/lin-m@1.0.0"], Ends(down, "from"));
    }

    [Fact]
    public async Task A_version_that_nothing_binds_is_used_nowhere()
    {
        await node.RegisterAsync("dataset/unused@1.0.0", "unused", Ct);

        var uses = await GetAsync("versions/dataset/unused/1.0.0/uses?descendants=true");

        Assert.Equal((0, 0), (uses.GetProperty("releases").GetArrayLength(), uses.GetProperty("endpoints").GetArrayLength()));
    }

    [Fact]
    public async Task Scorecards_are_kept_in_order_beside_the_version()
    {
        await node.RegisterAsync("model/score@1.0.0", "score", Ct);
        const string Path = "versions/model/score/1.0.0/scorecards";

        var first = await node.CallAsync(HttpMethod.Post, Path, """{"measures":[{"metric":"acc","value":0.9,"n":10,"low":0.8,"high":1}]}""", Ct, key: "score-1");
        var repeated = await node.CallAsync(HttpMethod.Post, Path, """{"measures":[{"metric":"acc","value":0.9,"n":10,"low":0.8,"high":1}]}""", Ct, key: "score-1");
        await node.CallAsync(HttpMethod.Post, Path, """{"measures":[{"metric":"acc","value":0.7,"n":5,"slice":"night"}]}""", Ct);
        var list = await GetAsync(Path);

        Assert.Equal(201, first.Status);
        Assert.Equal(first.Text, repeated.Text);
        Assert.Equal([0.9, 0.7], list.GetProperty("scorecards").EnumerateArray().Select(card => card.GetProperty("measures")[0].GetProperty("value").GetDouble()));
    }

    [Theory]
    [InlineData("""{"measures":[]}""", "measures")]
    [InlineData("""{}""", "measures")]
    [InlineData("""{"measures":[{"metric":"acc","value":"high","n":1}]}""", "measures[0].value")]
    [InlineData("""{"measures":[{"metric":"acc","value":1e999,"n":1}]}""", "measures[0].value")]
    [InlineData("""{"measures":[{"metric":"acc","value":1}]}""", "measures[0].n")]
    [InlineData("""{"measures":[{"metric":"acc","value":1,"n":0}]}""", "measures[0].n")]
    [InlineData("""{"measures":[{"metric":"a b","value":1,"n":1}]}""", "measures[0].metric")]
    [InlineData("""{"measures":[{"metric":"acc","value":1,"n":1,"low":2}]}""", "measures[0].low")]
    [InlineData("""{"measures":[{"metric":"acc","value":1,"n":1}],"suite":"model/score-bad@1.0.0"}""", "suite")]
    [InlineData("""{"measures":[{"metric":"acc","value":1,"n":1}],"data":"dataset/none@1.0.0"}""", "data")]
    public async Task A_wrong_scorecard_is_named(string body, string field)
    {
        await node.RegisterAsync("model/score-bad@1.0.0", "bad score", Ct);

        var refused = await node.CallAsync(HttpMethod.Post, "versions/model/score-bad/1.0.0/scorecards", body, Ct);

        Assert.True(refused.Status == 400, refused.Text);
        Assert.Equal(field, refused.Field);
    }

    [Fact]
    public async Task Environments_are_compared_whether_registered_or_at_hand()
    {
        await node.RegisterAsync("environment/cmp@1.0.0", TestManifests.Text("12"), Ct);
        var other = JsonNode.Parse(TestManifests.Text("12", python: "3.12.0"));

        var same = await CompareAsync(new JsonObject { ["a"] = "environment/cmp@1.0.0", ["b"] = JsonNode.Parse(TestManifests.Text("12")) });
        var risky = await CompareAsync(new JsonObject { ["a"] = "environment/cmp@1.0.0", ["b"] = other });

        Assert.Equal("same", same.Json.GetProperty("verdict").GetString());
        Assert.Equal("risky", risky.Json.GetProperty("verdict").GetString());
        Assert.Equal("python", risky.Json.GetProperty("findings")[0].GetProperty("item").GetString());
    }

    [Theory]
    [InlineData("""{"a":"environment/none@1.0.0","b":{}}""", 404, null)]
    [InlineData("""{"a":"model/x@1.0.0","b":{}}""", 400, "a")]
    [InlineData("""{"a":"\ud800","b":{}}""", 400, "a")]
    [InlineData("""{"a":7,"b":{}}""", 400, "a")]
    [InlineData("""{"a":{},"b":{}}""", 400, "a")]
    [InlineData("""{"a":{}}""", 400, "b")]
    public async Task A_wrong_side_of_a_comparison_is_named(string body, int status, string? field)
    {
        var refused = await CompareAsync(JsonNode.Parse(body)!, body);

        Assert.True(refused.Status == status, refused.Text);
        Assert.True(field is null || refused.Field?.StartsWith(field, StringComparison.Ordinal) == true, refused.Text);
    }

    private Task<ApiAnswer> CompareAsync(JsonNode body, string? text = null) =>
        node.CallAsync(HttpMethod.Post, "environments/compare", text ?? body.ToJsonString(), Ct);

    private async Task RegisterFromAsync(string version, string inputs)
    {
        var body = VersionCalls.Registration(version, ("f", await node.PutAsync(version, Ct)));
        body["inputs"] = JsonNode.Parse(inputs);
        if (version.StartsWith("model/", StringComparison.Ordinal))
        {
            body["model"] = VersionCalls.ModelDescription();
        }

        var answer = await node.RegisterAsync(body, Ct);
        Assert.True(answer.Status is 201 or 200, answer.Text);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = await node.CallAsync(HttpMethod.Get, path, body: null, Ct);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static IEnumerable<string?> Ends(JsonElement view, string end) =>
        view.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("edge").GetProperty(end).GetString());
}
