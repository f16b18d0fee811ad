using System.Text.Json.Nodes;
using Backstay.Core.Environments;

namespace Backstay.Server.Tests.Versions;

public sealed class RegistrationApiTests(NodeFixture node)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_registered_with_everything_it_was_made_from_and_again_gives_the_same()
    {
        await node.RegisterAsync("dataset/reg-data@1.0.0", "rows", Ct);
        var body = VersionCalls.Registration("model/reg-full@1.0.0", ("m.onnx", await node.PutAsync("weights", Ct)));
        body["model"] = VersionCalls.ModelDescription();
        body["inputs"] = JsonNode.Parse("""
            {"code":{"repository":"https://example.org/r","commit":"abc","entryPoint":"train.py"},
             "data":[{"version":"dataset/reg-data@1.0.0","role":"training","slice":"2024"}],
             "hyperparameters":{"rate":0.1,"layers":[8,8]},"seeds":{"init":"7"}}
            """);

        var created = await node.RegisterAsync(body, Ct);
        var again = await node.RegisterAsync(body, Ct);
        var read = await node.CallAsync(HttpMethod.Get, "versions/model/reg-full/1.0.0", body: null, Ct);

        Assert.Equal(201, created.Status);
        Assert.Equal("/api/v1/versions/model/reg-full/1.0.0", created.Location);
        Assert.True(created.Json.GetProperty("created").GetBoolean());
        Assert.Equal(200, again.Status);
        Assert.False(again.Json.GetProperty("created").GetBoolean());
        Assert.Equal(created.Json.GetProperty("version").GetRawText(), again.Json.GetProperty("version").GetRawText());
        Assert.Equal(created.Json.GetProperty("version").GetRawText(), read.Json.GetRawText());
        Assert.Equal("Because of the test.", read.Json.GetProperty("why").GetString());
        Assert.Equal("abc", read.Json.GetProperty("inputs").GetProperty("code").GetProperty("commit").GetString());
        Assert.True(read.Json.GetProperty("reproducibility").GetProperty("partial").GetBoolean());
    }

    [Fact]
    public async Task The_same_content_and_the_same_training_are_reported()
    {
        await node.RegisterAsync("dataset/rep-data@1.0.0", "rows of the report", Ct);
        await RegisterEnvironmentAsync("environment/rep-env@1.0.0");
        var inputs = """
            {"code":{"repository":"r","commit":"c"},"trainedIn":"environment/rep-env@1.0.0",
             "data":[{"version":"dataset/rep-data@1.0.0","role":"training"}],"seeds":{"a":"1"}}
            """;

        var first = await RegisterModelAsync("model/rep-a@1.0.0", "same weights", inputs);
        var second = await RegisterModelAsync("model/rep-b@1.0.0", "same weights", inputs);

        Assert.Empty(first.Json.GetProperty("sameContentAs").EnumerateArray());
        Assert.Equal("model/rep-a@1.0.0", second.Json.GetProperty("sameContentAs")[0].GetString());
        Assert.Equal("model/rep-a@1.0.0", second.Json.GetProperty("trainedBeforeAs")[0].GetString());
        Assert.False(second.Json.GetProperty("version").GetProperty("reproducibility").GetProperty("partial").GetBoolean());
    }

    [Fact]
    public async Task Another_content_under_a_taken_number_is_refused()
    {
        await node.RegisterAsync("dataset/reg-taken@1.0.0", "one", Ct);

        var refused = await node.RegisterAsync(
            VersionCalls.Registration("dataset/reg-taken@1.0.0", ("file.txt", await node.PutAsync("two", Ct))), Ct);

        Assert.Equal((409, "version-taken"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_repeated_key_gets_the_first_answer_and_another_body_under_it_is_refused()
    {
        var body = VersionCalls.Registration("dataset/reg-key@1.0.0", ("f", await node.PutAsync("keyed", Ct)));

        var first = await node.RegisterAsync(body, Ct, key: "reg-key");
        var repeated = await node.RegisterAsync(body, Ct, key: "reg-key");
        body["why"] = "Another why.";
        var other = await node.RegisterAsync(body, Ct, key: "reg-key");

        Assert.Equal(201, first.Status);
        Assert.Equal((201, first.Text), (repeated.Status, repeated.Text));
        Assert.Equal(422, other.Status);
    }

    [Fact]
    public async Task The_server_reads_what_decides_results_from_an_environments_manifest()
    {
        var answer = await RegisterEnvironmentAsync("environment/reg-env@1.0.0");
        var manifest = EnvironmentManifests.Read(TestManifests.Bytes("12")).Value;

        Assert.Equal(
            EnvironmentManifests.BehaviourDigest(manifest.Behaviour).ToString(),
            answer.Json.GetProperty("version").GetProperty("behaviour").GetString());
    }

    [Fact]
    public async Task An_environment_without_a_manifest_names_the_file()
    {
        var refused = await node.RegisterAsync(
            VersionCalls.Registration("environment/reg-none@1.0.0", ("e.json", await node.PutAsync("{\"v\":1}", Ct))), Ct);

        Assert.Equal(400, refused.Status);
        Assert.StartsWith("files[0]", refused.Field, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_files_too_long_for_an_entry_reads_back_whole()
    {
        var digest = await node.PutAsync("the same in all", Ct);
        var files = Enumerable.Range(0, 200).Select(i => ($"folder/file-{i:000}.bin", digest)).ToArray();

        var created = await node.RegisterAsync(VersionCalls.Registration("dataset/reg-many@1.0.0", files), Ct);
        var one = await node.Http.GetStringAsync("api/v1/versions/dataset/reg-many/1.0.0/content?path=folder/file-199.bin", Ct);

        Assert.Equal(201, created.Status);
        Assert.StartsWith("files-v1:", created.Json.GetProperty("version").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(files.Select(file => file.Item1), created.Json.GetProperty("version").GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()));
        Assert.Equal("the same in all", one);
    }

    private async Task<ApiAnswer> RegisterEnvironmentAsync(string version) => await node.RegisterAsync(
        VersionCalls.Registration(version, ("e.json", await node.PutAsync(TestManifests.Text("12"), Ct))), Ct);

    private async Task<ApiAnswer> RegisterModelAsync(string version, string content, string inputs)
    {
        var body = VersionCalls.Registration(version, ("m.onnx", await node.PutAsync(content, Ct)));
        body["model"] = VersionCalls.ModelDescription();
        body["inputs"] = JsonNode.Parse(inputs);
        var answer = await node.RegisterAsync(body, Ct);
        Assert.True(answer.Status == 201, answer.Text);
        return answer;
    }
}
