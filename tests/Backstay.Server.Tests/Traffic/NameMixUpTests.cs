namespace Backstay.Server.Tests.Traffic;

/// <summary>A name that is wrong, or could be two things, is told: at three in the morning nothing that looks like an answer may be another's.</summary>
public sealed class NameMixUpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_rollout_gets_the_name_of_an_endpoint_and_no_new_endpoint_that_of_a_rollout()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct, "delay-1"); // it would have been the first rollout's id
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "2.0.0");
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));

        var first = await world.PostAsync("rollouts", Rollout, Ct);
        var taken = await world.PutAsync("endpoints/delay-2", world.Declaration(), Ct);
        var again = await world.PutAsync("endpoints/delay-1", world.Declaration(), Ct);
        TrafficWorld.Ok(await world.PostAsync("rollouts/delay-2/abort", new { why = "Enough." }, Ct));
        var second = await world.PostAsync("rollouts", Rollout, Ct);

        Assert.Equal("delay-2", first.Json.GetProperty("rollout").GetString());
        Assert.Equal((409, "name-is-a-rollout", "endpoint"), (taken.Status, taken.Code, taken.Field));
        TrafficWorld.Ok(again);
        Assert.Equal("delay-3", second.Json.GetProperty("rollout").GetString());
    }

    [Fact]
    public async Task A_verb_that_is_given_a_name_shows_and_ends_the_same_rollout()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "2.0.0");
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));
        TrafficWorld.Ok(await world.PostAsync("rollouts", Rollout, Ct));

        var byEndpoint = await world.RunAsync(Ct, "rollout", "status", "delay");
        var byId = await world.RunAsync(Ct, "rollout", "status", "delay-1");
        var wrong = await world.RunAsync(Ct, "rollout", "status", "dealy-1");
        var endpointAborted = await world.RunAsync(Ct, "rollout", "abort", "delay", "--why", "Enough.");
        var aborted = await world.RunAsync(Ct, "rollout", "abort", "delay-1", "--why", "Enough.");

        Assert.StartsWith("delay-1: r1 to r2", byEndpoint.Output);
        Assert.StartsWith("delay-1: r1 to r2", byId.Output);
        Assert.Equal(1, wrong.Code);
        Assert.Contains("error: not-found: There is no rollout 'dealy-1'.", wrong.Error);
        Assert.Equal(1, endpointAborted.Code);
        Assert.Contains("hint: Endpoint 'delay' has the rollout delay-1: name that.", endpointAborted.Error);
        Assert.StartsWith("delay-1: r1 to r2", aborted.Output);
    }

    [Theory]
    [InlineData("incident", "list", "--endpoint", "dealy")]
    [InlineData("decision", "list", "dealy")]
    [InlineData("changes", "dealy")]
    [InlineData("endpoint", "show", "dealy")]
    [InlineData("rollback", "dealy", "--list")]
    public async Task A_misspelt_endpoint_is_not_found_and_the_nearest_is_named(params string[] line)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct);

        var run = await world.RunAsync(Ct, line);

        Assert.Equal((1, string.Empty), (run.Code, run.Output));
        Assert.Equal("error: not-found: There is no endpoint 'dealy'.\nhint: Did you mean 'delay'? See them all: backstay endpoint list.\n", run.Error.ReplaceLineEndings("\n"));
        Assert.Equal(404, (await world.GetAsync("rollouts?endpoint=dealy", Ct)).Status);
    }

    private static object Rollout => new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Try it." };
}
