using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Server.Live;
using Backstay.Server.Loops;

namespace Backstay.Server.Tests.Live;

/// <summary>What the judge says of a rollout reaches its readers whole.</summary>
public sealed class RolloutMonitorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Telemetry lacks requests of this rollout.")]
    public void Why_a_rollout_does_not_go_on_is_told_with_how_it_stands(string? waiting)
    {
        var view = new JudgeView();
        view.Publish([new JudgedRollout(Snapshot, DateTimeOffset.UnixEpoch, waiting)]);

        var live = new RolloutMonitor(view).Find(Snapshot.Rollout);

        Assert.Equal((waiting, true, 34L, 31L), (live?.Waiting, live?.Incomplete, live?.CanaryUnits, live?.ControlUnits));
    }

    [Fact]
    public void A_rollout_that_nobody_judges_stands_nowhere() => Assert.Null(new RolloutMonitor(new JudgeView()).Find("delay-1"));

    private static JudgeSnapshot Snapshot => new(
        "delay-1", Name.Parse("delay"), Step: 1, StepKind.Canary, CanaryWeight: 500, SecondsInStep: 12, MinSeconds: 60, MinUnits: 200,
        CanaryUnits: 34, ControlUnits: 31, Paused: false, Incomplete: true, Overlooked: 0, Guards: []);
}
