using System.Text.Json;
using Backstay.Cli;
using Backstay.Server.Node;
using Backstay.Server.Tests.Support;
using Backstay.TestKit;

namespace Backstay.Server.Tests.Alerts;

/// <summary><c>backstay incident recompute</c> over a node whose ledger holds a breach.</summary>
public sealed class RecomputedIncidentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_incident_is_read_from_the_entries_that_opened_it_and_began_its_rollout()
    {
        var scene = new BreachScene();
        await using var node = await BackstayNode.StartAsync(
            new ServeOptions { DataFolder = _folder.File("data"), Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") },
            TimeProvider.System, _ => { }, Ct);
        await scene.ServeAsync(node, new Uri("http://127.0.0.1:9"));
        await scene.BreachAsync(node);
        var incident = Assert.Single(BreachScene.Ledger(node).Current.Monitoring.Incidents.Values);

        var (code, output) = await RecomputeAsync(node, incident.Id);
        var (otherCode, other) = await RecomputeAsync(node, $"inc-{incident.Position - 1}");

        Assert.True(code == 0, output);
        var recomputed = JsonElement.Parse(output);
        Assert.True(recomputed.GetProperty("justified").GetBoolean());
        Assert.Equal("breach", recomputed.GetProperty("verdicts")[0].GetProperty("verdict").GetString());
        Assert.NotEqual(0, otherCode); // the entry before it opened none
        Assert.Equal($"There is no incident 'inc-{incident.Position - 1}'.", JsonElement.Parse(other).GetProperty("detail").GetString());
    }

    private static async Task<(int Code, string Output)> RecomputeAsync(BackstayNode node, string incident)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["incident", "recompute", incident, "--server", node.Api.ToString(), "--output", "json"], output, error, Ct);
        return (code, output.ToString() + error);
    }
}
