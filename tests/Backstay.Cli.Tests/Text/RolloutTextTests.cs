using Backstay.Cli.Rollouts;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Spectre.Console;

namespace Backstay.Cli.Tests.Text;

public sealed class RolloutTextTests
{
    [Theory]
    [InlineData(StepKind.Canary, 2_500, "canary 25 %")]
    [InlineData(StepKind.Canary, 5, "canary 0.05 %")]
    [InlineData(StepKind.Shadow, 0, "shadow")]
    [InlineData(StepKind.Full, 0, "full")]
    [InlineData(StepKind.Bake, 0, "bake")]
    public void A_step_tells_its_share_only_where_it_has_one_of_its_own(StepKind kind, int weight, string name) =>
        Assert.Equal(name, RolloutText.StepName(new StepConfig(kind, weight, MinUnits: 1, MinSeconds: 0)));

    [Fact]
    public void A_rollout_that_waits_says_for_what()
    {
        Assert.Contains("does not go on yet: Telemetry lacks requests.", Told("Telemetry lacks requests."), StringComparison.Ordinal);
        Assert.DoesNotContain("does not go on", Told(waiting: null), StringComparison.Ordinal);
    }

    private static string Told(string? waiting)
    {
        var plan = new RolloutPlan { Steps = [new StepConfig(StepKind.Canary, 500, MinUnits: 200, MinSeconds: 60)], Guards = [] };
        var record = new RolloutRecord(
            "delay-1", Name.Parse("delay"), Name.Parse("old"), Name.Parse("new"), plan, RolloutStatus.Running, Step: 0, StartedAt: 7,
            DateTimeOffset.UnixEpoch, EndedAt: null, Ended: null, Reason: null, Marks: []);
        var live = new RolloutLive(
            Step: 0, StepKind.Canary, CanaryWeight: 500, SecondsInStep: 12, MinSeconds: 60, MinUnits: 200, CanaryUnits: 34, ControlUnits: 31,
            Paused: false, Incomplete: false, Overlooked: 0, waiting, Guards: []);
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        RolloutText.Write(console, new RolloutView(record, "ann", "the next", live, Incidents: []));
        return output.ToString();
    }
}
