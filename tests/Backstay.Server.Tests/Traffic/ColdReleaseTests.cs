using System.Net.Http.Json;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Server.Node;
using Backstay.TestKit;
using Backstay.TestKit.Scenes;
using Backstay.TestKit.Upstreams;

namespace Backstay.Server.Tests.Traffic;

/// <summary>A server starts in the middle of a rollout, and the file of one of its two releases can't be read.</summary>
public sealed class ColdReleaseTests : IDisposable
{
    private const string Canary = "second";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("current")]
    [InlineData("canary")]
    public async Task Its_decisions_are_still_explained_by_the_ledger(string cold)
    {
        await using (var node = await StartAsync())
        {
            using var client = new BackstayClient(node.Api, token: null);
            var first = await HostedSums.ServeAsync(client, Ct);
            var second = await HostedSums.RegisterAsync(client, "2.0.0", [3f, 1f], Ct);
            await HostedSums.ProveAsync(client, Name.Parse(Canary), "2.0.0", Ct);
            await StartRolloutAsync(client);
            PutFolderInPlaceOf(cold == "current" ? first : second);
        }

        await using var again = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(again.Api, "api/v1/") };
        for (var i = 0; i < 12; i++)
        {
            await HostedSums.AskAsync(again.Gateway, token: null, Ct);
        }

        var decisions = await DecisionsAsync(http, 12);
        foreach (var id in decisions)
        {
            var explained = await http.GetFromJsonAsync<JsonElement>($"decisions/{id}/explain", Ct);
            var choice = explained.GetProperty("choice");

            Assert.True(choice.GetProperty("same").GetBoolean(), choice.ToString());
            Assert.Equal(cold, explained.GetProperty("story").GetProperty("decision").GetProperty("notReady")[0].GetString());
            Assert.Contains(choice.GetProperty("findings").EnumerateArray(), found => found.GetProperty("what").GetString() == "not ready");
        }

        Assert.Contains("eady here", (await LiveAsync(http)).GetProperty("waiting").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_canary_goes_back_all_the_same()
    {
        await using var backend = await LoopbackUpstream.StartAsync(Behave.Inference("y", 7, "2.0.0"));
        await using (var node = await StartAsync())
        {
            using var client = new BackstayClient(node.Api, token: null);
            var first = await HostedSums.ServeAsync(client, Ct);
            await HostedSums.RegisterAsync(client, "2.0.0", [3f, 1f], Ct);
            await client.DeclareEndpointAsync(
                HostedSums.Endpoint,
                new DeclareEndpointRequest
                {
                    Stage = EndpointStage.Staging,
                    Owner = "team",
                    DeadlineMs = 30_000,
                    Backends =
                    [
                        new BackendSpec { Name = Name.Parse("here"), Protocol = BackendProtocol.Hosted },
                        new BackendSpec { Name = Name.Parse("there"), Protocol = BackendProtocol.Oip, Url = backend.Url, Model = "sums" },
                    ],
                    Why = "a second backend",
                },
                idempotencyKey: null,
                Ct);
            await HostedSums.ProveAsync(client, Name.Parse(Canary), "2.0.0", Ct, backend: "there");
            await StartRolloutAsync(client);
            PutFolderInPlaceOf(first);
        }

        backend.Behaviour = Behave.Status(500);
        await using var again = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(again.Api, "api/v1/") };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        string? status;
        do
        {
            Assert.False(patience.IsCancellationRequested, "The rollout goes on.");
            await HostedSums.AskAsync(again.Gateway, token: null, Ct);
            status = (await http.GetFromJsonAsync<JsonElement>("rollouts/sums-1", Ct)).GetProperty("record").GetProperty("status").GetString();
        }
        while (status == "running");

        Assert.Equal("rolled-back", status);
    }

    private static async Task<List<string?>> DecisionsAsync(HttpClient http, int count)
    {
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonElement>("decisions?endpoint=sums&limit=100", Ct);
            var ids = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();
            if (ids.Count >= count)
            {
                return ids;
            }

            await Task.Delay(20, Ct);
        }
    }

    /// <summary>How the rollout stands, once the judge has taken it up after the start.</summary>
    private static async Task<JsonElement> LiveAsync(HttpClient http)
    {
        while (true)
        {
            var live = (await http.GetFromJsonAsync<JsonElement>("rollouts/sums-1", Ct)).GetProperty("live");
            if (live.ValueKind == JsonValueKind.Object)
            {
                return live;
            }

            await Task.Delay(20, Ct);
        }
    }

    private static Task<StartRolloutAnswer> StartRolloutAsync(BackstayClient client) => client.StartRolloutAsync(
        new StartRolloutRequest
        {
            Endpoint = HostedSums.Endpoint,
            Release = Name.Parse(Canary),
            Why = "a try",
            Plan = new RolloutPlanSpec
            {
                Steps = [new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 1_000_000, MinSeconds = 3_600 }],
                Guards = [new GuardSpec { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 2, Limit = 0.1 }],
            },
        },
        idempotencyKey: null,
        Ct);

    private void PutFolderInPlaceOf(Digest digest)
    {
        var path = Path.Combine(Data, "objects", "sha256", digest.ToHex()[..2], digest.ToHex()[2..]);
        File.Delete(path);
        Directory.CreateDirectory(path);
    }

    private Task<BackstayNode> StartAsync() => BackstayNode.StartAsync(
        new ServeOptions { DataFolder = Data, Api = new Uri("http://127.0.0.1:0"), Gateway = new Uri("http://127.0.0.1:0") },
        TimeProvider.System,
        _ => { },
        Ct);
}
