namespace Backstay.Server.Tests.Traffic;

public sealed class ReleaseApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_is_proposed_once_and_never_changes()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var first = await world.PostAsync("releases", TrafficWorld.Proposal("r1", "1.0.0"), Ct);
        var again = await world.PostAsync("releases", TrafficWorld.Proposal("r1", "1.0.0"), Ct);
        var other = await world.PostAsync("releases", TrafficWorld.Proposal("r1", "2.0.0"), Ct);

        Assert.Equal((201, 200, 409), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("release-taken", other.Code);
        var shown = await world.GetAsync("releases/r1", Ct);
        Assert.Equal("Release r1.", shown.Json.GetProperty("why").GetString());
        Assert.Equal(1, (await world.GetAsync("releases", Ct)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"release":"R!","parts":{"model":"model/delay@1.0.0"},"backend":"main","owner":"o","why":"w"}""", "release")]
    [InlineData("""{"release":"r","parts":{},"backend":"main","owner":"o","why":"w"}""", "parts.model")]
    [InlineData("""{"release":"r","parts":{"model":"model/delay@9.0.0"},"backend":"main","owner":"o","why":"w"}""", "parts.model")]
    [InlineData("""{"release":"r","parts":{"model":"model/delay@1.0.0","extra":1},"backend":"main","owner":"o","why":"w"}""", "parts.extra")]
    [InlineData("""{"release":"r","parts":{"model":"model/delay@1.0.0"},"backend":"main","requires":[null],"owner":"o","why":"w"}""", "requires[0]")]
    [InlineData("""{"release":"r","parts":{"model":"model/delay@1.0.0"},"backend":"main","owner":"o","why":" "}""", "why")]
    [InlineData("""{"release":"r","release":"r","parts":{"model":"model/delay@1.0.0"},"backend":"main","owner":"o","why":"w"}""", "release")]
    public async Task A_bad_proposal_names_its_field(string body, string field)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        var answer = await world.PostAsync("releases", body, Ct);
        Assert.Equal((400, field), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task A_check_records_evidence_and_names_the_first_failure()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct);
        await world.ProposeAsync("r1", "1.0.0", Ct);

        var failed = await world.CheckAsync("r1", Ct, new { x = 1 }, new { x = -1 }, new { x = -2 });
        Assert.Equal(200, failed.Status);
        Assert.False(failed.Json.GetProperty("passed").GetBoolean());
        Assert.Equal(1, failed.Json.GetProperty("firstFailure").GetProperty("sample").GetInt32());
        Assert.Equal((3, 2), (failed.Json.GetProperty("samples").GetInt32(), failed.Json.GetProperty("errors").GetInt32()));

        var passed = await world.CheckAsync("r1", Ct, new { x = 1 });
        Assert.True(passed.Json.GetProperty("passed").GetBoolean());
        var row = Assert.Single((await world.GetAsync("matrix", Ct)).Json.GetProperty("items").EnumerateArray());
        Assert.Equal([false, true], row.GetProperty("evidence").EnumerateArray().Select(e => e.GetProperty("passed").GetBoolean()));
    }

    [Fact]
    public async Task A_check_at_an_endpoint_without_the_releases_backend_names_field_and_way_out()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct);
        TrafficWorld.Ok(await world.PostAsync(
            "releases", """{"release":"r1","parts":{"model":"model/delay@1.0.0"},"backend":"elsewhere","owner":"o","why":"w"}""", Ct));

        var answer = await world.CheckAsync("r1", Ct, new { x = 1 });

        Assert.Equal((422, "no-backend", "endpoint"), (answer.Status, answer.Code, answer.Field));
        Assert.Contains("'main'", answer.Json.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"endpoint":"delay","samples":[]}""", 400, "samples")]
    [InlineData("""{"endpoint":"delay","samples":[1]}""", 400, "samples[0]")]
    [InlineData("""{"endpoint":"delay","samples":[{"x":1}],"deadlineMs":0}""", 400, "deadlineMs")]
    [InlineData("""{"endpoint":"delay","samples":[{"x":1}],"deadlineMs":600000}""", 400, "deadlineMs")]
    [InlineData("""{"endpoint":"nowhere","samples":[{"x":1}]}""", 404, "endpoint")]
    public async Task A_bad_check_names_its_field(string body, int status, string field)
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct);
        await world.ProposeAsync("r1", "1.0.0", Ct);
        var answer = await world.PostAsync("releases/r1/check", body, Ct);
        Assert.Equal((status, field), (answer.Status, answer.Field));
    }

    [Fact]
    public async Task Systems_are_recorded_and_a_release_waits_for_what_it_requires()
    {
        await using var world = await TrafficWorld.StartAsync(Ct);
        await world.DeclareAsync(Ct);
        await world.ProposeAsync("r1", "1.0.0", Ct, requires: new[] { new { system = "schema", version = ">=2.0.0" } });
        TrafficWorld.Ok(await world.CheckAsync("r1", Ct, new { x = 1 }));

        var unknown = await world.PostAsync("rollouts", new { endpoint = "delay", release = "r1", why = "Try." }, Ct);
        TrafficWorld.Ok(await world.PutAsync("systems/schema", new { version = "1.0.0", why = "It is there." }, Ct));
        var unmet = await world.PostAsync("rollouts", new { endpoint = "delay", release = "r1", why = "Try." }, Ct);
        TrafficWorld.Ok(await world.PutAsync("systems/schema", new { version = "2.1.0", why = "Migrated." }, Ct));
        var met = await world.PostAsync("rollouts", new { endpoint = "delay", release = "r1", why = "Try." }, Ct);

        Assert.Equal((422, 422, 200), (unknown.Status, unmet.Status, met.Status));
        Assert.Contains("nobody has said", unknown.Text, StringComparison.Ordinal);
        Assert.Contains("1.0.0 is there", unmet.Text, StringComparison.Ordinal);
        Assert.Equal("version", (await world.PutAsync("systems/schema", new { version = "two", why = "w" }, Ct)).Field);
    }
}
