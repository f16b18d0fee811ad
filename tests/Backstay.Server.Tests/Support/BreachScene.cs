using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Node;
using Backstay.Statistics;
using Microsoft.Extensions.DependencyInjection;

namespace Backstay.Server.Tests.Support;

/// <summary>Incidents in a node's ledger by commands alone: no release serves and no judge judges.</summary>
internal sealed class BreachScene
{
    public static readonly Name Endpoint = Name.Parse("delay");

    private static readonly Actor Ann = new("ann", null, null);

    private int _commands;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An endpoint in production that serves <c>r1</c>, and a release <c>r2</c> beside it.</summary>
    public async Task ServeAsync(BackstayNode node, Uri webhook)
    {
        ImmutableArray<TensorSpec> tensor = [TensorSpec.Create("x", TensorType.Fp32, [1]).Value];
        var content = Digest.Of([1]);
        var model = VersionId.Parse("model/m@1.0.0");
        await DeclareAsync(node, Endpoint, webhook);
        await DoAsync(node, new RegisterVersion(
            model, new ContentDigest(ContentScheme.File, content), [new ContentFile("f", content, 1)], "team", "answers", "why",
            Model: new ModelDescription("linear", tensor, tensor)));
        foreach (var release in new[] { "r1", "r2" })
        {
            await DoAsync(node, new ProposeRelease(
                Name.Parse(release), new ReleaseParts(model, ImmutableSortedDictionary<string, VersionId>.Empty, null, null, null, null),
                Name.Parse("main"), [], "team", "why"));
        }

        await DoAsync(node, new StartRollout(Endpoint, Name.Parse("r1"), null, "why"));
    }

    public Task DeclareAsync(BackstayNode node, Name endpoint, Uri webhook) => DoAsync(node, new DeclareEndpoint(
        new EndpointConfig
        {
            Endpoint = endpoint,
            Stage = EndpointStage.Production,
            Owner = "team",
            Backends = [new BackendConfig(Name.Parse("main"), BackendProtocol.Json, new Uri("http://127.0.0.1:9"), null, true)],
            Demands = new ReleaseDemands([], []),
            AlertWebhook = webhook,
        },
        "why"));

    /// <summary>Begins a rollout of <c>r2</c> and reports that its guard is breached: an incident.</summary>
    public async Task BreachAsync(BackstayNode node, Name? on = null)
    {
        var endpoint = on ?? Endpoint;
        var plan = new RolloutPlan
        {
            Steps = [new(StepKind.Canary, 500, 1_000, 3_600)],
            Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
        };
        await DoAsync(node, new StartRollout(endpoint, Name.Parse("r2"), plan, "why"));
        var test = new WhichArmTest(0.01);
        for (var i = 0; i < 20; i++)
        {
            test.ObserveUnit(canary: true);
            test.ObserveEvent(canary: true, 0.05);
        }

        var rollout = Ledger(node).Current.Rollouts.TrafficOf(endpoint).Active?.Rollout ?? string.Empty;
        await DoAsync(node, new ReportBreach(
            rollout, endpoint, 0, new GuardVerdict(Name.Parse("errors"), GuardComparison.Control, test.Result(), "500:c20", null, default), [], Escaped: false));
    }

    public static LedgerSession Ledger(BackstayNode node) => node.ApiServices.GetRequiredService<LedgerSession>();

    public async Task DoAsync(BackstayNode node, ICommand command)
    {
        var answer = await Ledger(node).Sequencer.SubmitAsync(new Submission(command, Ann, $"c{++_commands}"), Ct);
        Assert.True(answer.IsOk, answer.Problem?.ToString());
    }
}
