using System.Net;
using Backstay.Client.Decisions;
using Backstay.Client.Endpoints;
using Backstay.Client.Rollouts;
using Backstay.Core.Rollouts;

namespace Backstay.EndToEnd.Tests.Rollouts;

/// <summary>The real server ends in the middle of a rollout, one way or the other, and the next one goes on with it.</summary>
public sealed class RestartInRolloutTests
{
    private const int UnitsBefore = 120;
    private const int MinUnits = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public enum End
    {
        SigKill,
        SigTerm,
    }

    [Theory]
    [InlineData(End.SigKill)]
    [InlineData(End.SigTerm)]
    public async Task A_rollout_goes_on_with_the_evidence_that_it_had(End end)
    {
        await using var scene = await RolloutScene.StartAsync();
        var rollout = await scene.RollOutAsync(new RolloutPlanSpec
        {
            Steps =
            [
                new StepSpec { Kind = StepKind.Canary, Weight = 5_000, MinUnits = MinUnits },
                new StepSpec { Kind = StepKind.Full, MinUnits = MinUnits },
            ],
            Guards = [RolloutScene.Errors],
        });
        await CallAsync(scene, UnitsBefore);
        var before = await scene.JudgedAsync(rollout);

        // Reading them back has them written: from here on they are the next process's evidence, however this one ends.
        var kept = await scene.Client.ListDecisionsAsync(RolloutScene.Endpoint, limit: 500, Ct);
        Assert.Equal(UnitsBefore, kept.Items.Length);
        await (end == End.SigKill ? scene.Server.KillAsync(Ct) : scene.Server.StopAsync(Ct));

        await scene.StartAgainAsync();
        var after = await scene.JudgedAsync(rollout);
        Assert.Equal((before.Step, before.CanaryUnits, before.ControlUnits), (after.Step, after.CanaryUnits, after.ControlUnits));
        Assert.Equal(RolloutStatus.Running, (await scene.Client.GetRolloutAsync(rollout, Ct)).Record.Status);

        // Units of before stay with their release; the new ones complete what the first process had begun. Each step needs
        // users of its own, so they keep coming until it is done.
        var done = await scene.UntilAsync(rollout, async view =>
        {
            await CallAsync(scene, MinUnits);
            return view.Record.Status != RolloutStatus.Running;
        });
        Assert.Equal(RolloutStatus.Completed, done.Record.Status);
        var endpoint = await scene.Client.GetEndpointAsync(RolloutScene.Endpoint, Ct);
        Assert.Equal(RolloutScene.New, endpoint.Traffic.Single(share => share.Share > 0).Release);
    }

    private static async Task CallAsync(RolloutScene scene, int count) =>
        Assert.All(await scene.CallAsync(count), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
}
