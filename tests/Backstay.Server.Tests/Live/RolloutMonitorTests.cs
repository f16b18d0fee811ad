using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
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

        var live = new RolloutMonitor(view, _ => []).Find(Snapshot.Rollout);

        Assert.Equal((waiting, true, 34L, 31L), (live?.Waiting, live?.Incomplete, live?.CanaryUnits, live?.ControlUnits));
    }

    [Theory]
    [InlineData(500, "nothing to compare", RouteRole.Current)]
    [InlineData(10_000, null, RouteRole.Current)] // nobody is compared with it there
    [InlineData(500, "Not ready here: canary.", RouteRole.Canary)]
    [InlineData(500, "Not ready here: current, canary.", RouteRole.Current, RouteRole.Canary)]
    public void A_release_that_is_not_ready_is_said_to_hold_its_rollout_up(int weight, string? says, params RouteRole[] roles)
    {
        var view = new JudgeView();
        view.Publish([new JudgedRollout(Snapshot with { CanaryWeight = weight }, DateTimeOffset.UnixEpoch, Waiting: null)]);

        var live = new RolloutMonitor(view, endpoint => endpoint == "delay" ? [.. roles] : []).Find(Snapshot.Rollout);

        Assert.Equal(says is null, live?.Waiting is null);
        Assert.Contains(says ?? "", live?.Waiting ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollout_that_nobody_judges_stands_nowhere() => Assert.Null(new RolloutMonitor(new JudgeView(), _ => []).Find("delay-1"));

    private static JudgeSnapshot Snapshot => new(
        "delay-1", Name.Parse("delay"), Step: 1, StepKind.Canary, CanaryWeight: 500, SecondsInStep: 12, MinSeconds: 60, MinUnits: 200,
        CanaryUnits: 34, ControlUnits: 31, Paused: false, Incomplete: true, Overlooked: 0, Guards: []);
}
