namespace Backstay.Server.Tests.Traffic;

/// <summary>An endpoint whose backend is declared elsewhere: what was proven was proven of another.</summary>
public sealed class MovedBackendTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_standby_is_no_target_behind_another_backend_until_it_is_checked_there()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await using var elsewhere = await JsonBackend.StartAsync(Ct);
        await world.ServeFirstAsync(Ct);
        await world.ProposeAsync("r2", "2.0.0", Ct);
        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));
        TrafficWorld.Ok(await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Next." }, Ct));

        await DeclareAsync(world, elsewhere.Url);

        TrafficWorld.Ok(await world.PostAsync("endpoints/delay/rollback", new { why = "Back." }, Ct));
        Assert.Equal("r1", (await world.CallAsync(1, Ct)).Release);

        Assert.Equal(["backend-changed"], await WhyNotAsync(world, "r1", except: "is-current"));
        var again = await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Again." }, Ct);
        Assert.Equal((422, "not-eligible"), (again.Status, again.Code));
        Assert.Contains("backstay release check r2 --endpoint delay", again.Text, StringComparison.Ordinal);
        Assert.Equal([false], await AppliesAsync(world, "r2"));
        var (_, shown, _) = await world.RunAsync(Ct, "release", "show", "r2");
        Assert.Contains("on another backend", shown.ReplaceLineEndings(" "), StringComparison.Ordinal);

        TrafficWorld.Ok(await world.CheckAsync("r2", Ct, new { x = 1 }));
        Assert.Equal([false, true], await AppliesAsync(world, "r2"));
        TrafficWorld.Ok(await world.PostAsync("rollouts", new { endpoint = "delay", release = "r2", plan = TrafficWorld.HalfPlan, why = "Again." }, Ct));

        await DeclareAsync(world, world.Backend.Url);
        Assert.Equal([true, false], await AppliesAsync(world, "r2"));
    }

    private static async Task DeclareAsync(TrafficWorld world, Uri url) => TrafficWorld.Ok(await world.PutAsync(
        "endpoints/delay",
        new { stage = "production", owner = "team-delay", backends = new[] { new { name = "main", protocol = "json", url } }, why = "It moved." },
        Ct));

    private static async Task<IEnumerable<string?>> WhyNotAsync(TrafficWorld world, string release, string except) =>
        (await world.GetAsync("endpoints/delay/targets", Ct)).Json.GetProperty("items").EnumerateArray()
            .Single(target => target.GetProperty("release").GetString() == release).GetProperty("whyNot").EnumerateArray()
            .Select(objection => objection.GetProperty("code").GetString()).Where(code => code != except);

    private static async Task<IEnumerable<bool>> AppliesAsync(TrafficWorld world, string release) =>
        (await world.GetAsync($"releases/{release}", Ct)).Json.GetProperty("evidence").EnumerateArray().Select(e => e.GetProperty("applies").GetBoolean());
}
