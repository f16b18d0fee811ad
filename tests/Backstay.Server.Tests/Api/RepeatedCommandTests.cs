using System.Text.Json;
using System.Text.Json.Nodes;
using Backstay.Core.Primitives;
using Backstay.Server.Tests.Support;
using Backstay.Server.Tests.Traffic;

namespace Backstay.Server.Tests.Api;

/// <summary>Every route that takes commands gives the first answer to a repeat, whatever has become of the world.</summary>
public sealed class RepeatedCommandTests
{
    private const string Prefix = "/api/v1/";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>In an order in which each is accepted: one command for each route, and another that is not it.</summary>
    private static readonly Step[] Story =
    [
        new("POST versions", "versions", Registration("again"), Registration("otherwise")),
        new("POST versions/{kind}/{name}/{number}/scorecards", "versions/model/delay/1.0.0/scorecards", Measures(0.9), Measures(0.8)),
        new("PUT systems/{system}", "systems/database", new { version = "1.0.0", why = "there" }, new { version = "1.1.0", why = "there" }),
        new("PUT endpoints/{endpoint}", "endpoints/other", Declaration(1_000), Declaration(2_000)) { ShowsThePresent = true },
        new("POST releases", "releases", TrafficWorld.Proposal("r3", "3.0.0"), TrafficWorld.Proposal("r3", "2.0.0")) { ShowsThePresent = true },
        new("POST releases/{release}/check", "releases/r2/check", Samples(1, -1), Samples(2)),
        new("POST releases/{release}/check", "releases/r2/check", Samples(1), Samples(1, 2)),
        new("POST rollouts", "rollouts", Start("Try it."), Start("Try something else.")),
        new("POST rollouts/{rollout}/pause", "rollouts/delay-1/pause", new { why = "Look." }, new { why = "Look well." }) { ShowsThePresent = true },
        new("POST rollouts/{rollout}/resume", "rollouts/delay-1/resume", new { why = "Fine." }, new { why = "Not fine." }) { ShowsThePresent = true },
        new("POST rollouts/{rollout}/abort", "rollouts/delay-1/abort", new { why = "Enough." }, new { why = "Enough, really." }) { ShowsThePresent = true },
        new("POST rollouts", "rollouts", Start("Once more."), Start("Twice more.")),
        new("POST endpoints/{endpoint}/rollback", "endpoints/delay/rollback", new { why = "Back." }, new { why = "Back, to there.", to = "r1" }),
        new("POST tokens", "tokens", Token("operator"), Token("observer")),
        new("DELETE tokens/{name}", "tokens/short-lived", new { why = "It leaked." }, new { why = "It ended." }),
    ];

    [Fact]
    public async Task Every_route_that_takes_commands_is_in_this_story()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var routes = Route.Of(node.Node)
            .Where(route => route.Commands && !route.Path.StartsWith(Prefix + "workspaces/", StringComparison.Ordinal))
            .Select(route => $"{route.Method} {route.Path[Prefix.Length..]}");

        Assert.Equal(routes.Order(), Story.Select(step => step.Route).Distinct().Order());
    }

    [Fact]
    public async Task None_of_them_takes_a_blank_reason()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "1.0.0");
        var teller = new Teller(world.Node) { Token = await world.Node.CreateTokenAsync("root", "admin", admin: null, Ct) };

        foreach (var (i, step) in Story.Index())
        {
            var body = JsonSerializer.SerializeToNode(step.Body)!.AsObject();
            if (body.ContainsKey("why"))
            {
                body["why"] = "  ";
                var answer = await teller.TellAsync(step, Story.Length + i, body);
                Assert.Equal((step.Route, 400, "why"), (step.Route, answer.Status, answer.Field));
            }

            TrafficWorld.Ok(await teller.TellAsync(step, i, step.Body));
        }
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_at_once_and_at_the_end_and_another_command_under_the_key_is_refused()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "1.0.0");
        var teller = new Teller(world.Node) { Token = await world.Node.CreateTokenAsync("root", "admin", admin: null, Ct) };

        var firsts = new List<TestAnswer>();
        foreach (var (i, step) in Story.Index())
        {
            var first = await teller.TellAsync(step, i, step.Body);
            TrafficWorld.Ok(first);
            firsts.Add(Comparable(first));
            Assert.Equal((step.Route, Comparable(first)), (step.Route, Comparable(await teller.TellAsync(step, i, step.Body))));
            var other = await teller.TellAsync(step, i, step.Other);
            Assert.Equal((step.Route, 422, "idempotency-key-reused", "Idempotency-Key"), (step.Route, other.Status, other.Code, other.Field));
        }

        var entries = await teller.EntriesAsync();
        foreach (var (i, step) in Story.Index())
        {
            var last = Comparable(await teller.TellAsync(step, i, step.Body));
            Assert.Equal((step.Route, firsts[i].Status), (step.Route, last.Status));
            Assert.True(step.ShowsThePresent || last == firsts[i], $"{step.Route}: {firsts[i].Text}, then {last.Text}");
        }

        Assert.Equal(entries, await teller.EntriesAsync());
    }

    [Fact]
    public async Task Repeats_that_come_at_once_do_the_work_once_and_answer_alike()
    {
        const int Callers = 6;
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "1.0.0");
        var before = world.Backend.Requests;
        var step = Story.First(step => step.Route == "POST rollouts");
        var check = Story.First(step => step.Path == "releases/r2/check");
        var teller = new Teller(world.Node);

        var checks = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => teller.TellAsync(check, 0, check.Body)));
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 })); // the story's first check ends badly
        var starts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => teller.TellAsync(step, 1, step.Body)));

        Assert.All(checks, answer => Assert.Equal(checks[0], answer));
        Assert.All(starts, answer => Assert.Equal(starts[0], answer));
        Assert.Equal((200, 200), (checks[0].Status, starts[0].Status));
        Assert.Equal(3, world.Backend.Requests - before);
    }

    /// <summary>What was lost since is no reason to take the first answer back: nothing is read again to know a repeat.</summary>
    [Fact]
    public async Task A_registration_is_known_again_though_its_object_is_gone()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var step = Story.First(step => step.Route == "POST versions");
        var teller = new Teller(world.Node);
        var first = await teller.TellAsync(step, 0, step.Body);
        var digest = ContentOf("configuration/serving@1.0.0").ToHex();
        File.Delete(Path.Combine(world.Node.Data, "objects", "sha256", digest[..2], digest[2..]));

        var again = await teller.TellAsync(step, 0, step.Body);

        Assert.Equal((201, first), (first.Status, again));
    }

    /// <summary>Secrets are shown once, and a running rollout's view is of the moment.</summary>
    private static TestAnswer Comparable(TestAnswer answer)
    {
        var json = JsonNode.Parse(answer.Text)!.AsObject(); // every answer here is an object
        json.Remove("live");
        if (json.Remove("secret"))
        {
            json.Remove("note");
        }

        return answer with { Text = json.ToJsonString() };
    }

    private static object Registration(string why) => new
    {
        version = "configuration/repeated@1.0.0",
        files = new[] { new { path = "content.bin", sha256 = ContentOf("configuration/serving@1.0.0").ToHex() } },
        owner = "team",
        purpose = "To be sent twice.",
        why,
    };

    private static Digest ContentOf(string version) => Digest.Of(System.Text.Encoding.UTF8.GetBytes("a configuration " + version));

    private static object Measures(double value) => new { measures = new[] { new { metric = "accuracy", value, n = 100 } } };

    private static object Declaration(int deadlineMs) => new
    {
        stage = "development",
        owner = "team",
        deadlineMs,
        backends = new[] { new { name = "main", protocol = "json", url = "http://127.0.0.1:9/" } },
        why = "It is asked for.",
    };

    private static object Samples(params double[] samples) => new { endpoint = "delay", samples = samples.Select(x => new { x }) };

    private static object Start(string why) => new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why };

    private static object Token(string scope) => new { name = "short-lived", scope, holder = "somebody", lifetimeDays = 30 };

    /// <param name="Route">As the server maps it.</param>
    private sealed record Step(string Route, string Path, object Body, object Other)
    {
        /// <summary>Its answer shows what the command is about as it is now, which later commands change.</summary>
        public bool ShowsThePresent { get; init; }
    }

    /// <summary>Sends the steps, each under a key of its own.</summary>
    private sealed class Teller(TestNode node)
    {
        public string? Token { get; init; }

        public Task<TestAnswer> TellAsync(Step step, int number, object body) => node.SendAsync(
            new HttpMethod(step.Route.Split(' ')[0]), Prefix + step.Path, Ct, body, Token, key: $"step-{number}");

        public async Task<long> EntriesAsync() => (await node.GetAsync(Prefix + "ledger", Ct, Token)).Json.GetProperty("size").GetInt64();
    }
}
