using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using Backstay.Server.Loops;
using Backstay.TestKit;
using Backstay.TestKit.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backstay.Server.Tests.Loops;

/// <summary>What a shadow step that passed comes to in the compatibility matrix.</summary>
public sealed class ShadowEvidenceTests
{
    private static readonly RolloutPlan Plan = new()
    {
        Steps = [new(StepKind.Shadow, 0, 10, 0), new(StepKind.Canary, 5000, 10, 0)],
        Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_evidence_of_the_backend_that_answered_and_of_none_where_that_changed_meanwhile(bool moved)
    {
        var world = JudgeRig.World(Plan);
        var ledger = new MemoryLedgerStore();
        await ledger.AppendAsync(0, LedgerSamples.Records(1, (int)world.Position), [], TestContext.Current.CancellationToken);
        await using var rig = new JudgeRig(world, ledger);
        var endpoint = rig.Sequencer.Current.Routing.Endpoints[JudgeRig.Endpoint].Config;
        var host = endpoint.Backends[0];
        await rig.MustAsync(new DeclareEndpoint(endpoint with { Owner = "another" }, "why"));
        if (moved)
        {
            await rig.MustAsync(new DeclareEndpoint(endpoint with { Backends = [host with { Protocol = BackendProtocol.Oip, Url = new Uri("http://b.example/") }] }, "why"));
            await rig.MustAsync(new DeclareEndpoint(endpoint, "why"));
        }

        var reporter = new JudgeReporter(
            rig.Sequencer, new MemoryObjectStore(), TimeProvider.System, new JudgeLoopOptions(), NullLogger.Instance);
        var active = rig.Sequencer.Current.Rollouts.TrafficOf(JudgeRig.Endpoint).Active!; // the world has one
        var refused = await reporter.PassAsync(
            active, new JudgeAction(JudgeActionKind.PassStep, 0, 1, null, []), new ShadowTotals(10, 10, 0, 0), TestContext.Current.CancellationToken);

        Assert.Null(refused);
        Assert.Equal(1, rig.Sequencer.Current.Rollouts.TrafficOf(JudgeRig.Endpoint).Active?.Step);
        var evidence = rig.Sequencer.Current.Releases.EvidenceFor(default).Select(e => (e.Fact.Evidence, e.Fact.Passed, e.Fact.BackendDigest));
        Assert.Equal(moved ? [] : [(EvidenceKind.Shadow, true, BackendDigests.Of(JudgeRig.Endpoint, host))], evidence);
    }

    [Fact]
    public async Task A_shadow_that_failed_unwatched_is_no_proof_and_takes_the_check_before_it_back()
    {
        var world = JudgeRig.World(Plan with { Guards = [Quality] });
        var ledger = new MemoryLedgerStore();
        await ledger.AppendAsync(0, LedgerSamples.Records(1, (int)world.Position), [], TestContext.Current.CancellationToken);
        await using var rig = new JudgeRig(world, ledger);
        var endpoint = rig.Sequencer.Current.Routing.Endpoints[JudgeRig.Endpoint].Config;
        await rig.MustAsync(new DeclareEndpoint(endpoint with { Demands = ReleaseDemands.CheckOrShadow }, "why"));
        await rig.MustAsync(Check(endpoint));
        var reporter = new JudgeReporter(
            rig.Sequencer, new MemoryObjectStore(), TimeProvider.System, new JudgeLoopOptions(), NullLogger.Instance);
        var active = rig.Sequencer.Current.Rollouts.TrafficOf(JudgeRig.Endpoint).Active!; // the world has one
        Task<Problem?> PassAsync(ShadowTotals totals) => reporter.PassAsync(
            active, new JudgeAction(JudgeActionKind.PassStep, 0, 1, null, []), totals, TestContext.Current.CancellationToken);

        var refused = await PassAsync(new ShadowTotals(10, 10, 6, 3));
        Assert.Equal("not-eligible", refused?.Code);
        Assert.Contains("its newest shadow failed (9 of 10 shadow answers failed or were late, and no guard on errors watched)", refused?.Message, StringComparison.Ordinal);
        Assert.Equal("not-eligible", (await PassAsync(new ShadowTotals(20, 20, 6, 3)))?.Code);
        Assert.Equal([(EvidenceKind.Check, true), (EvidenceKind.Shadow, false)], Outcomes(rig));

        await rig.MustAsync(Check(endpoint));
        Assert.Null(await PassAsync(new ShadowTotals(30, 30, 6, 3)));
        Assert.Equal(1, rig.Sequencer.Current.Rollouts.TrafficOf(JudgeRig.Endpoint).Active?.Step);
    }

    private static GuardConfig Quality => new()
    {
        Guard = Name.Parse("quality"),
        Metric = GuardMetric.Quality,
        Outcome = "label",
        Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
        Margin = 0.1,
    };

    private static RecordEvidence Check(EndpointConfig endpoint) => new(
        Name.Parse("r2"), JudgeRig.Endpoint, EvidenceKind.Check, true, 10, 0, 0, 0, 1000, null, null, null,
        BackendDigests.Of(JudgeRig.Endpoint, endpoint.Backends[0]));

    private static IEnumerable<(EvidenceKind Kind, bool Passed)> Outcomes(JudgeRig rig) =>
        rig.Sequencer.Current.Releases.EvidenceFor(default).Select(e => (e.Fact.Evidence, e.Fact.Passed));
}
