using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.TestKit.Processes;
using Backstay.TestKit.Upstreams;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>A release that agrees in its shadow and answers nothing afterwards, through the real server.</summary>
public sealed class DeadReleaseTests
{
    private static readonly RolloutPlanSpec Plan = new()
    {
        Steps =
        [
            new StepSpec { Kind = StepKind.Shadow, MinUnits = 10 },
            new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = 40 },
            new StepSpec { Kind = StepKind.Full, MinUnits = 40 },
        ],
        Guards =
        [
            new GuardSpec
            {
                Guard = Name.Parse("differs"),
                Metric = GuardMetric.Disagreement,
                Limit = 0.5,
                Score = new ScoreSpec { Kind = ScoreKind.Equal, Field = "answer" },
            },
        ],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_never_promoted()
    {
        await using var scene = await RolloutScene.StartAsync();
        var refused = await Assert.ThrowsAsync<BackstayException>(() => scene.RollOutAsync(Plan));
        Assert.Contains("No guard watches step 2 (canary)", refused.Message, StringComparison.Ordinal);

        var rollout = await scene.RollOutAsync(Plan with { Guards = Plan.Guards.Add(RolloutScene.Errors) });
        await scene.UntilAsync(rollout, async view =>
        {
            await scene.CallAsync(view.Record.Step == 0 ? 10 : 0);
            return view.Record.Step == 1;
        });
        scene.NewBackend.Behaviour = Behave.Status(500);
        var ended = await scene.UntilAsync(rollout, async view =>
        {
            await scene.CallAsync(10);
            return view.Record.Status != RolloutStatus.Running;
        });

        Assert.Equal(RolloutStatus.RolledBack, ended.Record.Status);
        Assert.StartsWith("guard errors breached", ended.Record.Reason);
        var incident = Assert.Single(ended.Incidents);

        // The judgement is computed again on this side, from the ledger's events.
        var again = await BackstayBinary.RunAsync(Ct, "incident", "recompute", incident, "--server", scene.Server.Addresses.Api.ToString(), "--output", "json");
        Assert.True(again.ExitCode == 0, again.Error);
        var verdict = JsonElement.Parse(again.Output).GetProperty("verdicts")[0];
        Assert.Equal("same", verdict.GetProperty("result").GetString());
        Assert.Equal(verdict.GetProperty("stated").GetDouble(), verdict.GetProperty("computed").GetDouble());
    }
}
