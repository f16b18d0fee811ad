using System.Text.Json;

namespace Backstay.Server.Tests.Traffic;

public sealed class DecisionApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_explained_and_the_choice_comes_out_the_same()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct, "2.0.0");
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));
        TrafficWorld.Ok(await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Try." }, Ct));
        var (decision, release) = await world.CallAsync(3, Ct, unit: "customer-1");
        var (anonymous, _) = await world.CallAsync(4, Ct);

        // Whatever comes later does not change what the record means.
        TrafficWorld.Ok(await world.PostAsync("endpoints/delay/rollback", new { why = "Back." }, Ct));

        var explained = (await world.GetAsync($"decisions/{decision}/explain", Ct)).Json;
        Assert.True(explained.GetProperty("choice").GetProperty("same").GetBoolean(), explained.ToString());
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("choice").GetProperty("bucket").ValueKind);
        Assert.Equal(release, explained.GetProperty("story").GetProperty("decision").GetProperty("servedRelease").GetString());
        Assert.Equal(release, explained.GetProperty("releases")[0].GetProperty("release").GetString());
        Assert.Equal("model", explained.GetProperty("releases")[0].GetProperty("parts")[0].GetProperty("role").GetString());
        Assert.Equal("delay-1", explained.GetProperty("rollout").GetProperty("rollout").GetString());

        // Without a unit the decision id is the unit, and the bucket is computed again.
        var own = (await world.GetAsync($"decisions/{anonymous}/explain", Ct)).Json.GetProperty("choice");
        Assert.True(own.GetProperty("same").GetBoolean());
        Assert.Equal(JsonValueKind.Number, own.GetProperty("bucket").ValueKind);

        var (code, output, error) = await world.RunAsync(Ct, "explain", decision.ToString(), "--unit", "customer-1");
        Assert.True(code == 0, error);
        Assert.Contains("it is the same choice", output, StringComparison.Ordinal);
        Assert.Contains("The unit that you named is the record's.", output, StringComparison.Ordinal);
        Assert.Contains("is NOT the record's", (await world.RunAsync(Ct, "explain", decision.ToString(), "--unit", "customer-2")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_are_kept_once_and_later_values_are_corrections()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        var (decision, _) = await world.CallAsync(3, Ct);
        TrafficWorld.Ok(await world.GetAsync($"decisions/{decision}", Ct));

        Assert.Equal("accepted", await PostAsync(1));
        Assert.Equal("repeated", await PostAsync(1.0));
        Assert.Equal("correction", await PostAsync(2));
        var unknown = await world.PostAsync("outcomes", new { outcomes = new[] { new { decision = new Guid("01900000-0000-7000-8000-000000000009"), name = "label", value = true } } }, Ct);
        Assert.Equal("parked", unknown.Json.GetProperty("outcomes")[0].GetProperty("result").GetString());
        Assert.Equal(1, (await world.GetAsync("decisions?endpoint=delay", Ct)).Json.GetProperty("items").GetArrayLength());

        async Task<string?> PostAsync(double value) =>
            (await world.PostAsync($"decisions/{decision}/outcomes", new { name = "label", value }, Ct)).Json.GetProperty("outcomes")[0].GetProperty("result").GetString();
    }

    [Theory]
    [InlineData("""{"name":"label"}""", "value")]
    [InlineData("""{"name":"","value":1}""", "name")]
    [InlineData("""{"name":"label","value":{}}""", "value")]
    [InlineData("""{"outcomes":[]}""", "outcomes")]
    [InlineData("""{"outcomes":[{"name":"label","value":null}]}""", "outcomes[0].value")]
    [InlineData("""{"outcomes":[{"name":"a","value":1}],"name":"b"}""", "outcomes")]
    [InlineData("""{"outcomes":[null]}""", "outcomes[0]")]
    public async Task A_bad_outcome_names_its_field_and_nothing_is_kept(string body, string field)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var answer = await world.PostAsync("decisions/01900000-0000-7000-8000-000000000001/outcomes", body, Ct);
        Assert.Equal((400, field), (answer.Status, answer.Field));
    }
}
