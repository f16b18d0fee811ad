using System.Text.Json.Nodes;

namespace Backstay.Server.Tests.Versions;

/// <summary>What bad input gets: a problem that names the field, and nothing half-written.</summary>
public sealed class BadRegistrationTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("version", "\"model/x\"", "version")]
    [InlineData("version", "7", "version")]
    [InlineData("version", "\"../x@1.0.0\"", "version")]
    [InlineData("version", "\"dataset/X@1.0.0\"", "version")]
    [InlineData("version", "\"dataset/x@1.0\"", "version")]
    [InlineData("files", "[]", "files")]
    [InlineData("files", "null", "files")]
    [InlineData("files", "{}", "files")]
    [InlineData("owner", "null", "owner")]
    [InlineData("owner", "\"  \"", "owner")]
    [InlineData("why", "\"\"", "why")]
    [InlineData("why", "\"half \\ud800 a pair\"", "why")]
    [InlineData("purpose", "[]", "purpose")]
    [InlineData("model", "{\"architecture\":\"a\",\"inputSchema\":[],\"outputSchema\":[]}", "model")]
    [InlineData("supersedes", "\"dataset/bad-none@1.0.0\"", "supersedes")]
    [InlineData("inputs", "{\"data\":[{\"version\":\"dataset/bad-none@1.0.0\",\"role\":\"training\"}]}", "inputs.data[0].version")]
    [InlineData("inputs", "{\"data\":[{\"version\":\"dataset/bad-none@1.0.0\"}]}", "inputs.data[0].role")]
    [InlineData("inputs", "{\"seeds\":{\"a\":7}}", "inputs.seeds.a")]
    [InlineData("inputs", "{\"seeds\":{\"a\":\"x\"}}", "inputs.seeds.a")]
    [InlineData("inputs", "{\"hyperparameters\":[]}", "inputs.hyperparameters")]
    [InlineData("inputs", "{\"trainedIn\":\"model/m@1.0.0\"}", "inputs.trainedIn")]
    [InlineData("inputs", "{\"unknown\":1}", "inputs.unknown")]
    [InlineData("surprise", "1", "surprise")]
    public async Task A_wrong_member_is_named(string member, string value, string field)
    {
        var body = VersionCalls.Registration("dataset/bad@1.0.0", ("f.txt", await node.PutAsync("bad", Ct)));
        body.Remove(member);
        var text = body.ToJsonString()[..^1] + $",\"{member}\":{value}}}";

        var refused = await node.CallAsync(HttpMethod.Post, "versions", text, Ct);

        Assert.True(refused.Status == 400, refused.Text);
        Assert.Equal(field, refused.Field);
        await AssertNotRegisteredAsync("dataset/bad/1.0.0");
    }

    [Theory]
    [InlineData("version")]
    [InlineData("files")]
    [InlineData("owner")]
    [InlineData("purpose")]
    [InlineData("why")]
    public async Task A_missing_member_is_named(string member)
    {
        var body = VersionCalls.Registration("dataset/bad@1.0.0", ("f.txt", await node.PutAsync("bad", Ct)));
        body.Remove(member);

        var refused = await node.RegisterAsync(body, Ct);

        Assert.Equal((400, member), (refused.Status, refused.Field));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\\\b")]
    [InlineData("C:evil")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("con\\u0000.txt")]
    [InlineData("a\\uff0fb")]
    [InlineData("trailing. ")]
    [InlineData("")]
    public async Task Paths_that_could_leave_their_folder_are_refused(string path)
    {
        var digest = await node.PutAsync("bad", Ct);
        var text = VersionCalls.Registration("dataset/bad@1.0.0", ("REPLACED", digest)).ToJsonString().Replace("REPLACED", path, StringComparison.Ordinal);

        var refused = await node.CallAsync(HttpMethod.Post, "versions", text, Ct);

        Assert.Equal((400, "files[0].path"), (refused.Status, refused.Field));
        await AssertNotRegisteredAsync("dataset/bad/1.0.0");
    }

    [Theory]
    [InlineData("{\"path\":\"f\",\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", "files[0].sha256")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"xyz\"}", "files[0].sha256")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\",\"size\":4}", "files[0].size")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\",\"size\":-1}", "files[0].size")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\",\"size\":\"3\"}", "files[0].size")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\",\"extra\":1}", "files[0].extra")]
    [InlineData("{\"path\":\"f\"}", "files[0].sha256")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\"},{\"path\":\"f\",\"sha256\":\"DIGEST\"}", "files")]
    [InlineData("{\"path\":\"f\",\"sha256\":\"DIGEST\"},{\"path\":\"f/g\",\"sha256\":\"DIGEST\"}", "files")]
    public async Task A_wrong_file_is_named(string files, string field)
    {
        var digest = await node.PutAsync("bad", Ct);
        var body = VersionCalls.Registration("dataset/bad@1.0.0");
        body["files"] = JsonNode.Parse($"[{files.Replace("DIGEST", digest.ToHex(), StringComparison.Ordinal)}]");

        var refused = await node.RegisterAsync(body, Ct);

        Assert.True(refused.Status == 400, refused.Text);
        Assert.Equal(field, refused.Field);
    }

    [Fact]
    public async Task Files_whose_stored_bytes_are_damaged_are_refused()
    {
        var sound = await node.PutAsync("sound bytes", Ct);
        var damaged = await node.PutAsync("bytes that will be damaged", Ct);
        node.Damage(damaged, at: 3);

        var refused = await node.RegisterAsync(VersionCalls.Registration("dataset/bad-bytes@1.0.0", ("a", sound), ("b", damaged)), Ct);

        Assert.Equal((422, "object-corrupt", "files[1].sha256"), (refused.Status, refused.Code, refused.Field));
        Assert.Contains("object put", refused.Text);
        await AssertNotRegisteredAsync("dataset/bad-bytes/1.0.0");
    }

    [Fact]
    public async Task A_null_among_the_files_is_refused()
    {
        var body = VersionCalls.Registration("dataset/bad@1.0.0");
        body["files"] = JsonNode.Parse("[null]");

        var refused = await node.RegisterAsync(body, Ct);

        Assert.Equal(400, refused.Status);
        Assert.StartsWith("files", refused.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model/bad@1.0.0", "model")]
    [InlineData("evaluation-suites/bad@1.0.0", "version")]
    public async Task A_kind_gets_what_it_needs(string version, string field)
    {
        var refused = await node.RegisterAsync(VersionCalls.Registration(version, ("f", await node.PutAsync("bad", Ct))), Ct);

        Assert.Equal((400, field), (refused.Status, refused.Field));
    }

    [Fact]
    public async Task A_duplicate_key_is_refused()
    {
        var text = VersionCalls.Registration("dataset/bad@1.0.0", ("f", await node.PutAsync("bad", Ct))).ToJsonString();

        var refused = await node.CallAsync(HttpMethod.Post, "versions", text[..^1] + ",\"owner\":\"other\"}", Ct);

        Assert.Equal((400, "owner"), (refused.Status, refused.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\u00ff")]
    public async Task What_is_no_registration_at_all_is_refused(string text)
    {
        var refused = await node.CallAsync(HttpMethod.Post, "versions", text, Ct);

        Assert.True(refused.Status == 400, refused.Text);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        var body = VersionCalls.Registration("dataset/bad@1.0.0", ("f", await node.PutAsync("bad", Ct)));
        body["why"] = new string('w', 9 * 1024 * 1024);

        var refused = await node.RegisterAsync(body, Ct);

        Assert.Equal((413, "body-too-large"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("GET", "nothing/here", 404, "no-such-path")]
    [InlineData("DELETE", "versions", 405, "method-not-allowed")]
    public async Task What_has_no_handler_gets_a_problem_of_the_same_form(string method, string path, int status, string code)
    {
        var refused = await node.CallAsync(new HttpMethod(method), path, body: null, Ct);

        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_text_beyond_its_limit_is_refused()
    {
        var body = VersionCalls.Registration("dataset/bad@1.0.0", ("f", await node.PutAsync("bad", Ct)));
        body["why"] = new string('w', 8_001);

        var refused = await node.RegisterAsync(body, Ct);

        Assert.Equal((400, "why"), (refused.Status, refused.Field));
    }

    private async Task AssertNotRegisteredAsync(string path) =>
        Assert.Equal(404, (await node.CallAsync(HttpMethod.Get, $"versions/{path}", body: null, Ct)).Status);
}
