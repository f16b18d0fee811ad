using System.Net;
using Backstay.Client.Endpoints;
using Backstay.Client.Incidents;
using Backstay.Client.Rollouts;
using Backstay.Core.Monitoring;
using Backstay.Core.Rollouts;
using Backstay.Statistics;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>Trouble that both releases have at once: whose is it, and what comes of it, through the real server.</summary>
public sealed class SharedOutageTests
{
    private const int MinUnits = 60;

    /// <summary>A control while it is a canary, none afterwards; the last step is long enough for an outage to be seen in it.</summary>
    private static readonly RolloutPlanSpec Plan = new()
    {
        Steps =
        [
            new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = MinUnits },
            new StepSpec { Kind = StepKind.Full, MinUnits = 4 * MinUnits },
        ],
        Guards = [RolloutScene.Errors],
        HoldBack = 0,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outage_of_both_releases_pauses_the_rollout_and_a_resume_after_it_ends_well()
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(Plan);
        await CallAsync(scene, HttpStatusCode.OK, count: MinUnits / 2);

        Break(scene);
        var paused = await OutageAsync(scene, rollout);

        Assert.Equal((RolloutStatus.Paused, 0), (paused.Record.Status, paused.Record.Step));
        await AssertSharedAsync(scene, paused);
        var shares = (await scene.Client.GetEndpointAsync(RolloutScene.Endpoint, Ct)).Traffic.Where(share => share.Share > 0);
        Assert.Equal([(RolloutScene.Old, 5_000), (RolloutScene.New, 5_000)], shares.Select(share => (share.Release, share.Share)));

        Mend(scene);
        var resumed = await scene.Client.ResumeRolloutAsync(rollout, "The network is back.", Ct);
        Assert.Equal(RolloutStatus.Running, resumed.Record.Status);
        var done = await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, HttpStatusCode.OK, count: MinUnits);
            return view.Record.Status != RolloutStatus.Running;
        });

        Assert.Equal(RolloutStatus.Completed, done.Record.Status);
        Assert.Equal(paused.Incidents, done.Incidents);
        var incident = (await scene.Client.GetIncidentAsync(done.Incidents[0], Ct)).Incident;
        Assert.Equal("rollout resumed", incident.Timeline[^1].What);
        Assert.Single(scene.OnCall.Bodies);
    }

    [Fact]
    public async Task A_rollout_that_is_resumed_into_the_outage_is_paused_again()
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(Plan);
        Break(scene);
        await OutageAsync(scene, rollout);

        await scene.Client.ResumeRolloutAsync(rollout, "Somebody hopes.", Ct);
        var again = await OutageAsync(scene, rollout);

        Assert.Equal(RolloutStatus.Paused, again.Record.Status);
        Assert.Equal(2, again.Incidents.Length);
        Assert.Equal(["start", "pause", "resume", "pause"], again.Record.Marks.Select(mark => mark.What));
    }

    [Fact]
    public async Task The_same_outage_rolls_back_where_no_control_is_left_to_share_it()
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(Plan);
        await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, HttpStatusCode.OK, count: view.Record.Step == 0 ? MinUnits : 0);
            return view.Record.Step == 1;
        });

        Break(scene);
        var ended = await OutageAsync(scene, rollout);

        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
        Assert.StartsWith("guard errors breached", ended.Record.Reason);
        var incident = (await scene.Client.GetIncidentAsync(Assert.Single(ended.Incidents), Ct)).Incident;
        Assert.Equal(IncidentKind.Breach, incident.Kind);
        Assert.Equal((GuardComparison.Limit, Verdict.Breach), (incident.Evidence[0].Comparison, incident.Evidence[0].Test.Verdict));

        Mend(scene);
        Assert.All(await scene.CallAsync(20), answer => Assert.Equal((HttpStatusCode.OK, "old"), (answer.Status, answer.Release)));
    }


    private static void Break(RolloutScene scene) =>
        scene.OldBackend.Behaviour = scene.NewBackend.Behaviour = Behave.Status(500);

    private static void Mend(RolloutScene scene) =>
        scene.OldBackend.Behaviour = scene.NewBackend.Behaviour = Behave.Json(RolloutScene.Healthy);

    /// <summary>Callers keep coming until the rollout runs no more.</summary>
    private static Task<RolloutView> OutageAsync(RolloutScene scene, string rollout) => scene.UntilAsync(rollout, async view =>
    {
        if (view.Record.Status == RolloutStatus.Running)
        {
            await CallAsync(scene, HttpStatusCode.ServiceUnavailable, count: 10);
        }

        return view.Record.Status != RolloutStatus.Running;
    });

    private static async Task CallAsync(RolloutScene scene, HttpStatusCode expected, int count) =>
        Assert.All(await scene.CallAsync(count), answer => Assert.Equal(expected, answer.Status));

    private static async Task AssertSharedAsync(RolloutScene scene, RolloutView paused)
    {
        var incident = (await scene.Client.GetIncidentAsync(Assert.Single(paused.Incidents), Ct)).Incident;
        Assert.Equal((IncidentKind.Shared, paused.Record.Rollout), (incident.Kind, incident.Rollout));
        Assert.StartsWith("both arms broke the hard limit of guard errors", incident.Summary);
        Assert.Equal(
            [GuardComparison.Limit, GuardComparison.ControlLimit],
            incident.Evidence.Where(e => e.Guard == RolloutScene.Errors.Guard).Select(e => e.Comparison).Take(2));
        Assert.Equal(Verdict.Breach, incident.Evidence[0].Test.Verdict);

        var alert = Assert.Single(await scene.AlertsAsync(1));
        Assert.Equal(("critical", incident.Id), (alert.GetProperty("severity").GetString(), alert.GetProperty("incident").GetString()));
        Assert.Contains("shared by both releases", alert.GetProperty("message").GetString());
    }
}
