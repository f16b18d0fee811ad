using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Server.Tests.Traffic;

public sealed class RolloutApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traffic_moves_only_to_proven_releases_and_a_rollout_can_be_steered()
    {
        await using var world = await StartHalfwayAsync();
        var rollout = await world.GetAsync("rollouts/delay-1", Ct);
        Assert.Equal("running", rollout.Json.GetProperty("record").GetProperty("status").GetString());
        Assert.Equal("Try it.", rollout.Json.GetProperty("why").GetString());

        Assert.Equal("why", (await world.PostAsync("rollouts/delay-1/pause", new { why = "" }, Ct)).Field);
        Assert.Equal("paused", StatusOf(await world.PostAsync("rollouts/delay-1/pause", new { why = "Look first." }, Ct)));
        Assert.Equal("running", StatusOf(await world.PostAsync("rollouts/delay-1/resume", new { why = "Fine." }, Ct)));
        Assert.Equal(409, (await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", why = "Twice." }, Ct)).Status);
        Assert.Equal("rolled-back", StatusOf(await world.PostAsync("rollouts/delay-1/abort", new { why = "Enough." }, Ct)));
        Assert.Equal("rollout-ended", (await world.PostAsync("rollouts/delay-1/pause", new { why = "Late." }, Ct)).Code);
        Assert.Equal(404, (await world.PostAsync("rollouts/delay-9/pause", new { why = "Who?" }, Ct)).Status);
        Assert.Equal(1, (await world.GetAsync("rollouts?endpoint=delay", Ct)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"endpoint":"delay","release":"r3","why":"w"}""", 422, null)]
    [InlineData("""{"endpoint":"delay","release":"r1","why":"w"}""", 409, "release")]
    [InlineData("""{"endpoint":"delay","release":"r9","why":"w"}""", 404, null)]
    [InlineData("""{"endpoint":"delay","release":"r3","why":"w","plan":{"steps":[{"kind":"canary","weight":0,"minUnits":1}],"guards":[{"guard":"e","metric":"error-rate","limit":0.5}]}}""", 400, "plan.steps[0].weight")]
    [InlineData("""{"endpoint":"delay","release":"r3","why":"w","plan":{"steps":[null],"guards":[]}}""", 400, "plan.steps[0]")]
    [InlineData("""{"endpoint":"delay","release":"r3","why":"w","plan":{"steps":[{"kind":"canary","weight":9,"minUnits":1}],"guards":[{"guard":"e","metric":"speed"}]}}""", 400, "plan.guards[0].metric")]
    public async Task A_bad_rollout_is_refused(string body, int status, string? field)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r3", "3.0.0", Ct);
        var plan = body.Contains("plan", StringComparison.Ordinal) ? body : body[..^1] + ",\"plan\":" + JsonSerializer.Serialize(TrafficWorld.HalfPlan) + "}";
        var answer = await world.PostAsync("rollouts", plan, Ct);
        Assert.Equal((status, field), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task Going_back_with_one_part_only_is_refused_with_every_reason()
    {
        await using var world = await StartHalfwayAsync();
        await world.ProposeAsync("model-only", "1.0.0", Ct, "2.0.0");

        var targets = (await world.GetAsync("endpoints/delay/targets", Ct)).Json.GetProperty("items").EnumerateArray()
            .ToDictionary(t => t.GetProperty("release").GetString() ?? "");
        Assert.True(targets["r1"].GetProperty("valid").GetBoolean());
        Assert.Equal(("current", "hot"), (targets["r1"].GetProperty("state").GetString(), targets["r1"].GetProperty("readiness").GetString()));
        Assert.False(targets["model-only"].GetProperty("valid").GetBoolean());
        Assert.Equal(
            ["no-evidence", "no-standby"],
            targets["model-only"].GetProperty("whyNot").EnumerateArray().Select(o => o.GetProperty("code").GetString()));

        var refused = await world.PostAsync("endpoints/delay/rollback", new { to = "model-only", why = "Only the model." }, Ct);
        Assert.Equal((422, "no-target"), (refused.Status, refused.Code));
        Assert.Contains("is not proven for delay", refused.Text, StringComparison.Ordinal);

        var done = await world.PostAsync("endpoints/delay/rollback", new { why = "Back." }, Ct);
        Assert.Equal(("r2", "r1", "delay-1"), (
            done.Json.GetProperty("from").GetString(), done.Json.GetProperty("to").GetString(), done.Json.GetProperty("rollout").GetString()));
    }

    [Fact]
    public async Task Releases_of_the_same_model_that_this_endpoint_could_never_serve_are_no_targets_of_it()
    {
        await using var world = await StartHalfwayAsync();
        TrafficWorld.Ok(await world.PostAsync(
            "releases",
            new { release = "elsewhere", parts = new { model = "model/delay@1.0.0" }, backend = "another-backend", owner = "team-delay", why = "Another endpoint's." },
            Ct));
        await world.ProposeAsync("relative", "1.0.0", Ct, "2.0.0");

        var targets = (await world.GetAsync("endpoints/delay/targets", Ct)).Json.GetProperty("items").EnumerateArray().Select(t => t.GetProperty("release").GetString()).ToArray();

        Assert.Contains("relative", targets);
        Assert.DoesNotContain("elsewhere", targets);
    }

    [Fact]
    public async Task The_ledger_knows_which_releases_are_cold_when_it_decides_where_to_go_back_to()
    {
        await using var world = await StartHalfwayAsync();
        await world.ProposeAsync("never-prepared", "1.0.0", Ct);
        var ledger = world.Node.Node.ApiServices.GetRequiredService<LedgerSession>();
        bool IsCold(string release) => ledger.Sequencer.IsCold(ledger.Current, Name.Parse("delay"), Name.Parse(release));

        Assert.Equal((false, false, true), (IsCold("r1"), IsCold("r2"), IsCold("never-prepared")));
    }

    [Fact]
    public async Task What_changed_is_told_newest_first_with_who_and_why()
    {
        await using var world = await StartHalfwayAsync();
        TrafficWorld.Ok(await world.PostAsync("endpoints/delay/rollback", new { why = "It looked wrong." }, Ct));
        await world.DeclareAsync(Ct, "other");

        var changes = (await world.GetAsync("endpoints/delay/changes?since=2h", Ct)).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal("rollouts.rolled-back", changes[0].GetProperty("kind").GetString());
        Assert.Equal(("It looked wrong.", "local"), (changes[0].GetProperty("why").GetString(), changes[0].GetProperty("by").GetString()));
        Assert.DoesNotContain(changes, c => c.GetProperty("what").GetString()!.Contains("other", StringComparison.Ordinal)); // every change has words
        Assert.Contains(changes, c => c.GetProperty("kind").GetString() == "registry.version-registered");

        var position = changes[0].GetProperty("position").GetInt64();
        Assert.Empty((await world.GetAsync($"endpoints/delay/changes?since={position}", Ct)).Json.GetProperty("items").EnumerateArray());
        Assert.Single((await world.GetAsync($"endpoints/delay/changes?since={position - 1}", Ct)).Json.GetProperty("items").EnumerateArray());
        Assert.True((await world.GetAsync("endpoints/delay/changes?limit=1", Ct)).Json.GetProperty("truncated").GetBoolean());
        Assert.Equal("since", (await world.GetAsync("endpoints/delay/changes?since=yesterday", Ct)).Field);
        Assert.Empty((await world.GetAsync("endpoints/delay/changes?since=2999-01-01T00:00:00Z", Ct)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_redeclared_endpoint_keeps_the_backend_of_what_it_serves()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        var refused = await world.PutAsync(
            "endpoints/delay",
            new { stage = "production", owner = "o", backends = new[] { new { name = "elsewhere", protocol = "json", url = world.Backend.Url } }, why = "Moved." },
            Ct);
        Assert.Equal((422, "not-ready"), (refused.Status, refused.Code));
        Assert.Equal("backends[0].url", (await world.PutAsync("endpoints/new", """{"stage":"staging","owner":"o","backends":[{"name":"b","protocol":"json"}],"why":"w"}""", Ct)).Field);
    }

    private static async Task<TrafficWorld> StartHalfwayAsync()
    {
        var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "2.0.0");
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));
        TrafficWorld.Ok(await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Try it." }, Ct));
        return world;
    }

    private static string? StatusOf(Support.TestAnswer answer) => answer.Json.GetProperty("record").GetProperty("status").GetString();
}
