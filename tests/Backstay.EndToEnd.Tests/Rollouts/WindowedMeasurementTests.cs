using System.Collections.Immutable;
using System.Net;
using Backstay.Client.Decisions;
using Backstay.Client.Endpoints;
using Backstay.Client.Incidents;
using Backstay.Client.Ledger;
using Backstay.Client.Live;
using Backstay.Client.Rollouts;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Statistics;
using Backstay.TestKit.Scenes;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>"A safety score of at least 0.95 in the first hour after promotion", through the real server.</summary>
public sealed class WindowedMeasurementTests
{
    private const int MinUnits = 40;
    private const double Hour = 3_600;

    private static readonly GuardSpec Safety = new()
    {
        Guard = Name.Parse("safety"),
        Metric = GuardMetric.Measurement,
        Outcome = "safety",
        Limit = 0.95,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_score_that_falls_after_promotion_takes_the_release_back_by_itself()
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps =
            [
                new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = MinUnits },
                new StepSpec { Kind = StepKind.Full, MinUnits = MinUnits, MinSeconds = Hour },
            ],
            Guards = [RolloutScene.Errors, Safety with { SecondsAfterFull = Hour }],
        });
        await PromoteAsync(scene, rollout, score: 0.99);
        await CallAsync(scene, MinUnits, score: 0.99);
        await CallAsync(scene, 1, score: 0.99);
        var full = await scene.JudgedAsync(rollout);
        Assert.Equal(StepKind.Full, full.Kind);
        Assert.NotEqual(Verdict.Breach, SafetyIn(full).Verdict);
        Assert.InRange(SafetyIn(full).CanaryUnits, 1, MinUnits + 20);

        var ended = await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, 10, score: 0.6);
            return view.Record.Status != RolloutStatus.Running;
        });

        Assert.Equal((RolloutStatus.RolledBack, RolloutScene.Old, RolloutScene.New), (ended.Record.Status, ended.Record.From, ended.Record.To));
        Assert.StartsWith("guard safety breached", ended.Record.Reason);
        await AssertTrafficIsBackAsync(scene);
        await AssertRecordedAsync(scene, rollout, ended.Record.Reason);
        await AssertIncidentAsync(scene, ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scores_before_promotion_and_beyond_the_window_count_for_nothing(bool restart)
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps =
            [
                new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = MinUnits },
                new StepSpec { Kind = StepKind.Full, MinUnits = MinUnits, MinSeconds = 1 },
                new StepSpec { Kind = StepKind.Bake, MinUnits = 2 * MinUnits },
            ],
            Guards = [RolloutScene.Errors, Safety with { SecondsAfterFull = 0.5 }],
            HoldBack = 0,
        });

        // So few units can't have passed the first step.
        await CallAsync(scene, MinUnits, score: 0);
        await PromoteAsync(scene, rollout, score: 1);
        await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, view.Live is { Step: 1 } live && SafetyIn(live).CanaryUnits < MinUnits ? 10 : 0, score: 1);
            return view.Record.Step == 2;
        });

        // A call behind the last score: once the judge has seen it, it has seen that score as well.
        await scene.CallAsync(1);
        var window = SafetyIn(await scene.JudgedAsync(rollout));

        // And so few can't pass the last.
        await CallAsync(scene, MinUnits, score: 0);
        await CallAsync(scene, 1, score: 0);
        if (restart)
        {
            await RestartAsync(scene);
        }

        var beyond = SafetyIn(await scene.JudgedAsync(rollout));
        Assert.Equal((window.CanaryUnits, window.Estimate), (beyond.CanaryUnits, beyond.Estimate));
        Assert.Equal((1, false), (beyond.Estimate, beyond.Watching));
        Assert.InRange(beyond.CanaryUnits, MinUnits, long.MaxValue);
        var done = await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, MinUnits, score: 0);
            return view.Record.Status != RolloutStatus.Running;
        });
        Assert.Equal(RolloutStatus.Completed, done.Record.Status);
        Assert.Empty(done.Incidents);
        Assert.Empty(scene.OnCall.Bodies);
    }

    /// <summary>Calls until the new release has all the traffic that it gets.</summary>
    private static async Task PromoteAsync(RolloutScene scene, string rollout, double score) => await scene.UntilAsync(rollout, async view =>
    {
        if (view.Record.Step == 0)
        {
            await CallAsync(scene, 10, score);
        }

        return view.Record.Step == 1;
    });

    /// <summary>Calls, and posts the score of each answer of the new release; the old one is safe.</summary>
    private static async Task CallAsync(RolloutScene scene, int count, double score)
    {
        foreach (var answer in await scene.CallAsync(count))
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            await scene.MeasureAsync(answer.Decision, "safety", answer.Release == RolloutScene.New.ToString() ? score : 1);
        }
    }

    /// <summary>What was read back was written: it is the next process's evidence.</summary>
    private static async Task RestartAsync(RolloutScene scene)
    {
        await scene.Client.ListDecisionsAsync(RolloutScene.Endpoint, limit: 1, Ct);
        await scene.Server.KillAsync(Ct);
        await scene.StartAgainAsync();
    }

    private static LiveGuard SafetyIn(RolloutLive? live) =>
        live?.Guards.Single(guard => guard.Guard == "safety" && guard.Comparison == GuardComparison.Limit)
            ?? throw new InvalidOperationException("The rollout is not watched.");

    private static async Task AssertTrafficIsBackAsync(RolloutScene scene)
    {
        var endpoint = await scene.Client.GetEndpointAsync(RolloutScene.Endpoint, Ct);
        Assert.Equal((RolloutScene.Old, 10_000), endpoint.Traffic.Where(share => share.Share > 0).Select(share => (share.Release, share.Share)).Single());
        Assert.All(await scene.CallAsync(20), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
    }

    private static async Task AssertRecordedAsync(RolloutScene scene, string rollout, string? reason)
    {
        var entry = Assert.Single((await new LedgerClient(scene.Client).EntriesAsync(1, 100, "rollouts.rolled-back", Ct)).Entries);
        string? Said(string member) => entry.Payload.GetProperty(member).GetString();
        Assert.Equal(
            ("new", "old", rollout, "breach", reason),
            (Said("from"), Said("to"), Said("rollout"), Said("cause"), Said("reason")));
        Assert.Equal("judge", entry.Actor.Id);
    }

    private static async Task AssertIncidentAsync(RolloutScene scene, RolloutView ended)
    {
        var view = await scene.Client.GetIncidentAsync(Assert.Single(ended.Incidents), Ct);
        var incident = view.Incident;
        Assert.Equal((IncidentKind.Breach, ended.Record.Rollout, TwoReleases.Owner), (incident.Kind, incident.Rollout, incident.Owner));
        Assert.Equal((RolloutStatus.RolledBack, RolloutScene.Old), (view.RolloutStatus, view.Serving));

        var evidence = incident.Evidence[0];
        Assert.Equal((Safety.Guard, GuardComparison.Limit, Verdict.Breach), (evidence.Guard, evidence.Comparison, evidence.Test.Verdict));
        Assert.True(evidence.Test.EValue >= evidence.Test.Threshold);
        Assert.InRange(evidence.Test.Estimate ?? 1, 0.6, 0.95);
        Assert.Equal(ImmutableArray.Create("start", "step", "breach", "rollback"), [.. ended.Record.Marks.Select(mark => mark.What)]);
        Assert.Contains(incident.Timeline, mark => mark.What.StartsWith("rolled back from new to old", StringComparison.Ordinal));

        var alert = Assert.Single(await scene.AlertsAsync(1));
        string? Said(string member) => alert.GetProperty(member).GetString();
        Assert.Equal(("warning", "answers", "new", "old"), (Said("severity"), Said("endpoint"), Said("from"), Said("to")));
        Assert.Equal(
            (incident.Id, TwoReleases.Owner, TwoReleases.Playbook.ToString(), ended.Record.Rollout),
            (Said("incident"), Said("owner"), Said("playbook"), Said("rollout")));
        Assert.Contains("guard safety breached", Said("message"));
    }
}
