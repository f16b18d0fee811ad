using Backstay.Cli.Versions;
using Backstay.Core.Primitives;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Versions;

/// <summary>The command line against a real node, in process.</summary>
public sealed class VersionCliTests(NodeFixture node) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_registered_shown_listed_scored_and_traced()
    {
        await RegisterAsync("dataset/cli-data@1.0.0", Write("rows.csv", "a,b\n1,2\n"));
        var registered = await RegisterAsync(
            "model/cli-m@1.0.0", Write("m.onnx", "weights"),
            "--schema", Write("schema.json", """{"inputSchema":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputSchema":[{"name":"y","datatype":"FP32","shape":[-1,1]}]}"""),
            "--architecture", "mlp", "--data", "dataset/cli-data@1.0.0:training:2024", "--seed", "init=7",
            "--hyperparameters", Write("h.json", """{"rate":0.1}"""), "--repository", "https://example.org/r", "--commit", "abc", "--entry-point", "train.py");
        var again = await RegisterAsync("dataset/cli-data@1.0.0", _folder.File("rows.csv"));
        var scored = await RunAsync("version", "score", "model/cli-m@1.0.0", "--file", Write("s.json", """{"measures":[{"metric":"acc","value":0.9,"n":10}]}"""));
        var shown = await RunAsync("version", "show", "model/cli-m@1.0.0");
        var listed = await RunAsync("version", "list", "--kind", "model", "--name", "cli-m");
        var up = await RunAsync("lineage", "model/cli-m@1.0.0");
        var down = await RunAsync("lineage", "dataset/cli-data@1.0.0", "--down", "--depth", "2");
        var where = await RunAsync("where", "model/cli-m@1.0.0");

        Assert.Contains("Registered model/cli-m@1.0.0 at position", registered.Output, StringComparison.Ordinal);
        Assert.Contains("is registered already", again.Output, StringComparison.Ordinal);
        Assert.Contains("acc", scored.Output, StringComparison.Ordinal);
        foreach (var text in new[] { "Because of the test.", "init=7", "rate", "abc", "train.py", "x FP32[-1,2]", "dataset/cli-data@1.0.0 (training: 2024)", "acc" })
        {
            Assert.Contains(text, shown.Output, StringComparison.Ordinal);
        }

        Assert.Contains("model/cli-m@1.0.0", listed.Output, StringComparison.Ordinal);
        Assert.Contains("trained-on dataset/cli-data@1.0.0 (training: 2024)", up.Output, StringComparison.Ordinal);
        Assert.Contains("trained-on model/cli-m@1.0.0", down.Output, StringComparison.Ordinal);
        Assert.Contains("No release binds", where.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_reading_verb_answers_in_JSON()
    {
        await RegisterAsync("dataset/cli-json@1.0.0", Write("f.txt", "json"));

        var shown = await RunAsync("version", "show", "dataset/cli-json@1.0.0", "--output", "json");
        var listed = await RunAsync("version", "list", "--name", "cli-json", "-o", "json");
        var lineage = await RunAsync("lineage", "dataset/cli-json@1.0.0", "-o", "json");
        var where = await RunAsync("where", "dataset/cli-json@1.0.0", "-o", "json");

        Assert.Equal("team", shown.Json.GetProperty("version").GetProperty("owner").GetString());
        Assert.Equal(1, listed.Json.GetProperty("versions").GetArrayLength());
        Assert.Equal("up", lineage.Json.GetProperty("direction").GetString());
        Assert.Equal(0, where.Json.GetProperty("releases").GetArrayLength());
    }

    [Fact]
    public async Task A_folder_is_registered_and_downloaded_as_it_was()
    {
        Write("in/a.txt", "of a");
        Write("in/deep/b.txt", "of b");
        await RegisterAsync("dataset/cli-folder@1.0.0", _folder.File("in"));

        var first = await RunAsync("version", "download", "dataset/cli-folder@1.0.0", "--out", _folder.File("out"));
        File.WriteAllText(_folder.File("out", "a.txt"), "mine");
        var refused = await RunAsync("version", "download", "dataset/cli-folder@1.0.0", "--out", _folder.File("out"));
        var kept = File.ReadAllText(_folder.File("out", "a.txt"));
        var forced = await RunAsync("version", "download", "dataset/cli-folder@1.0.0", "--out", _folder.File("out"), "--force");

        Assert.Equal((0, 1, 0), (first.Code, refused.Code, forced.Code));
        Assert.Contains("file-exists", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", kept);
        Assert.Equal("of a", File.ReadAllText(_folder.File("out", "a.txt")));
        Assert.Equal("of b", File.ReadAllText(_folder.File("out", "deep", "b.txt")));
        Assert.Equal(2, Directory.GetFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public async Task A_tampered_object_is_refused_at_download_and_nothing_is_left(int size)
    {
        var content = new string('t', size);
        await RegisterAsync($"dataset/cli-tampered-{size}@1.0.0", Write("t.txt", content));
        node.Damage(Digest.Of(System.Text.Encoding.UTF8.GetBytes(content)), at: size - 1);

        var refused = await RunAsync("version", "download", $"dataset/cli-tampered-{size}@1.0.0", "--out", _folder.File("out"));

        Assert.Equal(3, refused.Code);
        Assert.Contains("corrupt", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.File("out")));
    }

    [Fact]
    public async Task Registering_good_bytes_mends_a_damaged_object_and_all_versions_of_it()
    {
        var file = Write("mended.txt", "bytes that a disk lost");
        await RegisterAsync("dataset/cli-mended@1.0.0", file);
        node.Damage(Digest.Of("bytes that a disk lost"u8), at: 3);

        var lost = await RunAsync("version", "download", "dataset/cli-mended@1.0.0", "--out", _folder.File("lost"));
        await RegisterAsync("dataset/cli-mended@1.0.1", file);
        var first = await RunAsync("version", "download", "dataset/cli-mended@1.0.0", "--out", _folder.File("first"));
        var second = await RunAsync("version", "download", "dataset/cli-mended@1.0.1", "--out", _folder.File("second"));

        Assert.Equal((3, 0, 0), (lost.Code, first.Code, second.Code));
    }

    [Fact]
    public async Task A_damaged_object_is_mended_by_putting_it()
    {
        var put = await RunAsync("object", "put", Write("put.bin", "an object to be mended"), "-o", "json");
        node.Damage(Digest.Of("an object to be mended"u8), at: 3);

        var again = await RunAsync("object", "put", _folder.File("put.bin"), "-o", "json");
        var got = await RunAsync("object", "get", put.Json.GetProperty("digest").GetString()!, "--out", _folder.File("back.bin"));

        Assert.Equal((0, 0), (again.Code, got.Code));
    }

    [Fact]
    public async Task Objects_are_put_and_got()
    {
        var put = await RunAsync("object", "put", Write("o.bin", "an object by itself"), "-o", "json");
        var digest = put.Json.GetProperty("digest").GetString()!;
        var got = await RunAsync("object", "get", digest, "--out", _folder.File("back.bin"));
        var again = await RunAsync("object", "get", digest, "--out", _folder.File("back.bin"));

        Assert.Equal((0, 1), (got.Code, again.Code));
        Assert.Equal("an object by itself", File.ReadAllText(_folder.File("back.bin")));
    }

    [Fact]
    public async Task An_environment_is_captured_registered_and_compared()
    {
        var file = _folder.File("e.json");
        var captured = await RunAsync("env", "capture", "--out", file, "--python", "none", "--lock-files", _folder.FullPath);
        await RegisterAsync("environment/cli-e@1.0.0", file);
        var same = await RunAsync("env", "diff", "environment/cli-e@1.0.0", file);
        var differs = await RunAsync("env", "diff", Write("a.json", TestManifests.Text("11")), Write("b.json", TestManifests.Text("12")));
        var printed = await RunAsync("env", "capture", "--python", "none", "-o", "json");

        Assert.Contains("behaviour sha256:", captured.Output, StringComparison.Ordinal);
        Assert.Contains("Verdict: same", same.Output, StringComparison.Ordinal);
        Assert.Contains("another release of the operating system", differs.Output, StringComparison.Ordinal);
        Assert.Equal(1, printed.Json.GetProperty("v").GetInt32());
    }

    [Theory]
    [InlineData("version show nonsense", 2, "VERSION")]
    [InlineData("version show model/absent@1.0.0", 1, "not-found")]
    [InlineData("version list --kind models", 2, "--kind")]
    [InlineData("version list --limit 0", 2, "limit")]
    [InlineData("version register dataset/x@1.0.0", 2, "--file")]
    [InlineData("version register dataset/x@1.0.0 --file /nowhere/x --owner o --purpose p --why w", 2, "--file")]
    [InlineData("version register dataset/x@1.0.0 --file /nowhere/x --owner o --purpose p --why w --data x", 2, "--data")]
    [InlineData("version register dataset/x@1.0.0 --file /nowhere/x --owner o --purpose p --why w --seed x", 2, "--seed")]
    [InlineData("version register dataset/x@1.0.0 --file /nowhere/x --owner o --purpose p --why w --architecture x", 2, "--input-schema")]
    [InlineData("version score model/absent@1.0.0 --file /nowhere/x", 2, "--file")]
    [InlineData("lineage model/absent@1.0.0", 1, "not-found")]
    [InlineData("lineage model/absent@1.0.0 --edge eats", 2, "--edge")]
    [InlineData("where model/absent@1.0.0", 1, "not-found")]
    [InlineData("env diff /nowhere/a /nowhere/b", 2, "A")]
    [InlineData("env capture --lock-files /nowhere", 2, "--lock-files")]
    [InlineData("object get xyz --out /tmp/x", 2, "DIGEST")]
    [InlineData("object put /nowhere/x", 2, "--file")]
    [InlineData("version frobnicate", 2, "frobnicate")]
    public async Task Wrong_input_gives_one_line_that_names_it_and_an_exit_code(string line, int code, string named)
    {
        var refused = await node.RunAsync(Ct, line.Split(' '));

        Assert.Equal(code, refused.Code);
        Assert.StartsWith("error: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version register")]
    [InlineData("version list")]
    [InlineData("version show")]
    [InlineData("version download")]
    [InlineData("version score")]
    [InlineData("lineage")]
    [InlineData("where")]
    [InlineData("env capture")]
    [InlineData("env diff")]
    [InlineData("object put")]
    [InlineData("object get")]
    public async Task Every_verb_shows_examples_in_its_help(string verb)
    {
        var help = await node.RunAsync(Ct, [.. verb.Split(' '), "--help"]);

        Assert.Equal(0, help.Code);
        Assert.Contains($"backstay {verb} ", help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://user:secret@example.org/r.git", "https://example.org/r.git")]
    [InlineData("https://token@example.org:8443/r.git", "https://example.org:8443/r.git")]
    [InlineData("ssh://git:secret@example.org/r.git", "ssh://git@example.org/r.git")]
    [InlineData("git@example.org:r.git", "git@example.org:r.git")]
    [InlineData("https://example.org/r.git", "https://example.org/r.git")]
    [InlineData("/srv/r.git", "/srv/r.git")]
    public void No_secret_of_a_remote_is_recorded(string remote, string recorded) =>
        Assert.Equal(recorded, GitCheckout.WithoutSecrets(remote));

    private string Write(string name, string content)
    {
        var path = _folder.File(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file in a folder has one
        File.WriteAllText(path, content);
        return path;
    }

    private Task<CliAnswer> RegisterAsync(string version, string file, params string[] more) =>
        RunOkAsync(["version", "register", version, "--file", file, "--owner", "team", "--purpose", "A test.", "--why", "Because of the test.", .. more]);

    private async Task<CliAnswer> RunOkAsync(string[] args)
    {
        var answer = await node.RunAsync(Ct, args);
        Assert.True(answer.Code == 0, answer.Error);
        return answer;
    }

    private Task<CliAnswer> RunAsync(params string[] args) => node.RunAsync(Ct, args);
}
