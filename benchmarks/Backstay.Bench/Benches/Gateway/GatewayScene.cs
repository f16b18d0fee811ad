using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Scenes;

namespace Backstay.Bench.Benches.Gateway;

/// <summary><c>backstay serve</c> with an endpoint whose two releases are served by two backends.</summary>
internal sealed class GatewayScene : IAsyncDisposable
{
    private const string Why = "the gateway's benchmark";

    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _server;
    private readonly BackstayClient _client;

    private GatewayScene(TemporaryFolder folder, ServerProcess server, BackstayClient client)
    {
        _folder = folder;
        _server = server;
        _client = client;
    }

    /// <summary>Where callers ask.</summary>
    public Uri Url => new(_server.Addresses.Gateway, $"/endpoints/{TwoReleases.Endpoint}");

    public int ProcessId => _server.Id;

    public static async Task<GatewayScene> StartAsync(Uri old, Uri canary)
    {
        var folder = new TemporaryFolder();
        var server = ServerProcess.Start(folder.File("data"));
        var client = new BackstayClient(await server.ReadyAsync(CancellationToken.None), token: null);
        await TwoReleases.PrepareAsync(client, old, canary, alerts: null, CancellationToken.None);
        return new GatewayScene(folder, server, client);
    }

    /// <summary>Gives the new release a share of the traffic that it keeps, in basis points; it is judged after every request.</summary>
    public async Task BeginCanaryAsync(int weight) => await _client.StartRolloutAsync(
        new StartRolloutRequest
        {
            Endpoint = TwoReleases.Endpoint,
            Release = TwoReleases.New,
            Plan = new RolloutPlanSpec
            {
                Steps = [new StepSpec { Kind = StepKind.Canary, Weight = weight, MinUnits = 10_000_000, MinSeconds = 36_000 }],
                Guards = [new GuardSpec { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
            },
            Why = Why,
        },
        idempotencyKey: null,
        CancellationToken.None);

    /// <summary>Takes all traffic from the new release; returns when the command is acknowledged.</summary>
    /// <returns>When the server decided it, by the ledger: a commit before it acknowledged.</returns>
    public async Task<DateTimeOffset> WithdrawAsync() => (await _client.RollBackAsync(
        TwoReleases.Endpoint, new RollbackRequest { Why = Why }, idempotencyKey: null, CancellationToken.None)).Time;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
