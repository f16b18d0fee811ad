using Backstay.TestKit;

namespace Backstay.Server.Tests.Traffic;

public sealed class ApplyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_planned_then_applied_and_a_second_time_changes_nothing()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var file = Write("delay.yaml", Yaml(world));

        var plan = await world.RunAsync(Ct, "apply", "-f", file, "--plan");
        Assert.True(plan.Code == 0, plan.Error);
        Assert.Contains("would create  endpoint delay", plan.Output, StringComparison.Ordinal);
        Assert.Equal(404, (await world.GetAsync("endpoints/delay", Ct)).Status);

        var applied = await world.RunAsync(Ct, "apply", "-f", file);
        Assert.True(applied.Code == 0, applied.Error);
        Assert.Equal("r1", (await world.GetAsync("endpoints/delay", Ct)).Json.GetProperty("traffic")[0].GetProperty("release").GetString());

        var position = (await world.GetAsync("ledger", Ct)).Json.GetProperty("size").GetInt64();
        var again = await world.RunAsync(Ct, "apply", "-f", file);
        Assert.True(again.Code == 0, again.Error);
        Assert.DoesNotContain("created", again.Output, StringComparison.Ordinal);
        Assert.Equal(position, (await world.GetAsync("ledger", Ct)).Json.GetProperty("size").GetInt64());
    }

    [Theory]
    [InlineData("kind: endpont\n", "bad.yaml: document 1: kind")]
    [InlineData("kind: system\nsystem: a\nversion: 1.0.0\nwhy: w\n---\nkind: system\nsystem: b\nversion: 1.0.0\nwhy: w\nwhen: now\n", "bad.yaml: document 2: when")]
    [InlineData("kind: release\nrelease: r\nparts: {model: model/delay@1.0.0, modell: x}\nbackend: b\nowner: o\nwhy: w\n", "bad.yaml: document 1: parts.modell")]
    [InlineData("kind: system\nkind: system\n", "bad.yaml: document 1: kind")]
    [InlineData("kind: system\nsystem: &a b\nversion: *a\nwhy: w\n", "bad.yaml: document 1: system")]
    [InlineData("kind: !!str system\n", "bad.yaml: document 1: kind")]
    [InlineData("- a\n", "bad.yaml: document 1")]
    [InlineData("kind: [\n", "bad.yaml: line")]
    [InlineData("", "-f")]
    public async Task A_bad_file_names_file_document_and_field_and_nothing_is_applied(string text, string place)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var before = (await world.GetAsync("ledger", Ct)).Json.GetProperty("size").GetInt64();
        var (code, _, error) = await world.RunAsync(Ct, "apply", "-f", Write("bad.yaml", text));
        Assert.Equal(2, code);
        Assert.Contains(place, error, StringComparison.Ordinal);
        Assert.Equal(before, (await world.GetAsync("ledger", Ct)).Json.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task One_refused_document_keeps_all_from_being_applied()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var file = Write("all.json", """
            [
              {"kind":"system","system":"schema","version":"1.0.0","why":"There."},
              {"kind":"release","release":"r1","parts":{"model":"model/delay@7.0.0"},"backend":"main","owner":"o","why":"w"}
            ]
            """);
        var (code, _, error) = await world.RunAsync(Ct, "apply", "-f", file);
        Assert.Equal(2, code);
        Assert.Contains("document 2: parts.model", error, StringComparison.Ordinal);
        Assert.Empty((await world.GetAsync("systems", Ct)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_reading_commands_answer_in_text_and_in_json()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        string[][] commands =
        [
            ["release", "list"], ["release", "show", "r1"], ["matrix"], ["system", "list"], ["endpoint", "list"], ["endpoint", "show", "delay"],
            ["rollout", "status"], ["rollback", "delay", "--list"], ["changes", "delay", "--since", "2h"], ["decision", "list", "delay"], ["incident", "list"],
        ];
        foreach (var command in commands)
        {
            var text = await world.RunAsync(Ct, command);
            var json = await world.RunAsync(Ct, [.. command, "--output", "json"]);
            Assert.True(text.Code == 0 && json.Code == 0, string.Join(' ', command) + text.Error + json.Error);
            Assert.NotEmpty(text.Output);
            System.Text.Json.JsonDocument.Parse(json.Output).Dispose();
        }

        Assert.Equal(2, (await world.RunAsync(Ct, "rollback", "delay")).Code);
        Assert.Equal(1, (await world.RunAsync(Ct, "rollback", "delay", "--why", "Nowhere to go.")).Code);
        Assert.Equal(1, (await world.RunAsync(Ct, "rollout", "status", "nobody")).Code);
        Assert.Equal(0, (await world.RunAsync(Ct, "system", "set", "schema", "1.2.0", "--why", "There.")).Code);
        var samples = Write("samples.jsonl", "{\"x\":1}\n\n{\"x\":-1}\n");
        Assert.Equal(1, (await world.RunAsync(Ct, "release", "check", "r1", "--endpoint", "delay", "--samples", samples)).Code);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullPath, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Yaml(TrafficWorld world) => $$"""
        kind: endpoint
        endpoint: delay
        stage: production
        owner: team-delay
        demands: {evidence: []}
        backends:
          - {name: main, protocol: json, url: "{{world.Backend.Url}}"}
        why: Callers ask for delays.
        ---
        kind: release
        release: r1
        parts:
          model: model/delay@1.0.0
        backend: main
        owner: team-delay
        why: The first one.
        ---
        kind: rollout
        endpoint: delay
        release: r1
        why: Serve it.
        """;
}
