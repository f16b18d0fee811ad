using System.Collections.Immutable;
using Backstay.Bench.Harness;
using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Client.Endpoints;
using Backstay.Client.Incidents;
using Backstay.Client.Objects;
using Backstay.Client.Releases;
using Backstay.Client.Rollouts;
using Backstay.Client.Versions;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Server.Node;
using Backstay.TestKit;
using Microsoft.Extensions.Logging;

namespace Backstay.Bench.Benches.Rollback;

/// <summary>A whole node with two backends, one of which turns bad on demand in the middle of a rollout.</summary>
internal sealed class RollbackScene : IAsyncDisposable
{
    private const string Why = "the rollback benchmark";
    private const int CanaryWeight = 2_500;
    private static readonly Name Endpoint = Name.Parse("bench");
    private static readonly Name Good = Name.Parse("good");
    private static readonly Name Bad = Name.Parse("bad");
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private TimedUpstream? _good;
    private TimedUpstream? _bad;
    private BackstayNode? _node;
    private BackstayClient? _client;

    public PacedLoad? Load { get; private set; }

    public static async Task<RollbackScene> StartAsync(int perSecond)
    {
        var scene = new RollbackScene();
        await scene.SetUpAsync(perSecond);
        return scene;
    }

    /// <summary>One rollout whose release turns bad.</summary>
    /// <param name="ledgerLocked">Whether the ledger can't write from before the release turns bad until its traffic is gone.</param>
    public async Task<RollbackTimes> RunAsync(bool ledgerLocked)
    {
        var (bad, client, load) = (Need(_bad), Need(_client), Need(Load));
        bad.Fails = false;
        var started = await client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = Endpoint, Release = Bad, Plan = Plan, Why = Why }, idempotencyKey: null, CancellationToken.None);
        var before = bad.Received;
        await UntilAsync(() => bad.Received > before + 50, "the canary gets no traffic");
        using (ledgerLocked ? new LedgerLock(Path.Combine(_folder.FullPath, "data", "ledger", "default.db")) : null)
        {
            bad.Fails = true;
            await UntilAsync(() => TimeProvider.System.GetUtcNow() - bad.LastArrival > Quiet, "the bad release keeps its traffic");
        }

        var (lastRequest, lastAnswer) = (bad.LastArrival, load.LastWatched);
        var rollout = Need(started.Rollout);
        await UntilAsync(
            async () => (await client.GetRolloutAsync(rollout, CancellationToken.None)).Record.Status == RolloutStatus.RolledBack,
            "the rollback is not recorded");
        var completed = await EvidenceCompletedAsync(client, rollout);
        return new RollbackTimes(After(completed, lastRequest), After(completed, lastAnswer));
    }

    public async ValueTask DisposeAsync()
    {
        if (Load is not null)
        {
            await Load.DisposeAsync();
        }

        _client?.Dispose();
        foreach (var part in new IAsyncDisposable?[] { _node, _bad, _good })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    /// <summary>A guard that looks after every request, and a step that lasts until it breaks.</summary>
    private static RolloutPlanSpec Plan => new()
    {
        Steps =
        [
            new StepSpec { Kind = StepKind.Canary, Weight = CanaryWeight, MinUnits = 10_000_000, MinSeconds = 3_600 },
        ],
        Guards = [new GuardSpec { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
    };

    private async Task SetUpAsync(int perSecond)
    {
        (_good, _bad) = (await TimedUpstream.StartAsync(), await TimedUpstream.StartAsync());
        _node = await BackstayNode.StartAsync(
            new ServeOptions
            {
                DataFolder = Path.Combine(_folder.FullPath, "data"),
                Api = new Uri("http://127.0.0.1:0"),
                Gateway = new Uri("http://127.0.0.1:0"),
            },
            TimeProvider.System,
            logging => logging.SetMinimumLevel(LogLevel.Error),
            CancellationToken.None);
        _client = new BackstayClient(_node.Api, token: null);
        var model = await RegisterModelAsync(_client);
        await _client.DeclareEndpointAsync(
            Endpoint,
            new DeclareEndpointRequest
            {
                Stage = EndpointStage.Production,
                Owner = "bench",
                Backends =
                [
                    new BackendSpec { Name = Good, Protocol = BackendProtocol.Json, Url = _good.Url },
                    new BackendSpec { Name = Bad, Protocol = BackendProtocol.Json, Url = _bad.Url },
                ],
                Demands = new DemandsSpec { Evidence = [] },
                Why = Why,
            },
            idempotencyKey: null,
            CancellationToken.None);
        foreach (var release in new[] { Good, Bad })
        {
            await _client.ProposeReleaseAsync(
                new ProposeReleaseRequest { Release = release, Parts = new PartsSpec { Model = model }, Backend = release, Owner = "bench", Why = Why },
                idempotencyKey: null,
                CancellationToken.None);
        }

        await _client.StartRolloutAsync(
            new StartRolloutRequest { Endpoint = Endpoint, Release = Good, Why = Why }, idempotencyKey: null, CancellationToken.None);
        Load = new PacedLoad(new Uri(_node.Gateway, $"/endpoints/{Endpoint}"), perSecond, Bad.ToString());
    }

    private static async Task<VersionId> RegisterModelAsync(BackstayClient client)
    {
        using var content = new MemoryStream("a model that is served elsewhere"u8.ToArray());
        var stored = await client.PutObjectAsync(content, expected: null, sent: null, CancellationToken.None);
        var schema = ImmutableArray.Create(TensorSpec.Create("x", TensorType.Fp32, [1]).Value);
        var version = VersionId.Parse("model/bench@1.0.0");
        await client.RegisterVersionAsync(
            new RegisterVersionRequest
            {
                Version = version,
                Files = [new FileReference("model.txt", stored.Digest)],
                Owner = "bench",
                Purpose = Why,
                Why = Why,
                Model = new ModelDescription("served elsewhere", schema, schema),
            },
            idempotencyKey: null,
            CancellationToken.None);
        return version;
    }

    /// <summary>
    /// When the observation that completed the evidence was complete: the verdict in the ledger says how many failures of
    /// the canary it rests on, and the decision records say when each of them was.
    /// </summary>
    private static async Task<DateTimeOffset> EvidenceCompletedAsync(BackstayClient client, string rollout)
    {
        var view = await client.GetRolloutAsync(rollout, CancellationToken.None);
        var incident = await client.GetIncidentAsync(view.Incidents[^1], CancellationToken.None);
        var events = EventRuns.Parse(incident.Incident.Evidence[0].Events ?? throw new BenchFailedException("the verdict holds no events"));
        var count = events.Value.Count(e => e.Canary);
        var decisions = await client.ListDecisionsAsync(Endpoint, 1_000, CancellationToken.None);
        var failures = decisions.Items
            .Where(d => d.Rollout == rollout && d.AssignedArm == Arm.Canary && d.Attempts is [{ Error: not null }, ..])
            .OrderBy(d => d.Completed)
            .ToArray();
        return failures.Length >= count
            ? failures[count - 1].Completed
            : throw new BenchFailedException($"{count} failures in the verdict, {failures.Length} in the records");
    }

    /// <summary>Zero where nothing happened any more.</summary>
    private static TimeSpan After(DateTimeOffset completed, DateTimeOffset last) =>
        last > completed ? last - completed : TimeSpan.Zero;

    private static Task UntilAsync(Func<bool> holds, string otherwise) => UntilAsync(() => Task.FromResult(holds()), otherwise);

    private static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
            {
                throw new BenchFailedException(otherwise);
            }

            await Task.Delay(10);
        }
    }

    private static T Need<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("The scene is not set up.");
}

/// <summary>Both from the completion of the observation that completed the evidence; zero where nothing came after it.</summary>
/// <param name="LastRequest">To the arrival of the last request at the bad release's backend.</param>
/// <param name="LastAnswer">To the last answer of the bad release that a caller got.</param>
internal sealed record RollbackTimes(TimeSpan LastRequest, TimeSpan LastAnswer);
