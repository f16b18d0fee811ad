using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>Units with many requests, a few of which fail in both arms alike, and labels that come after them all.</summary>
public sealed class FirstRequestTests
{
    private const int PerUnit = 100;
    private readonly Random _random = new(3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sound_release_keeps_to_its_limit_on_values(bool shadow)
    {
        var rig = RigOf(shadow, units: 2_000, Quality with { Margin = 0.3, Limit = 0.8 });
        for (var unit = 0; unit < 300; unit++)
        {
            foreach (var request in Requests(rig, shadow, unit, failures: 0.005))
            {
                rig.Outcome(request, _random.NextDouble() < 0.97 ? "1" : "0");
            }

            Assert.Equal(JudgeActionKind.None, rig.Action.Kind);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Failures_hold_no_step_up(bool shadow)
    {
        var rig = RigOf(shadow, units: 45, Quality with { Margin = 0.3 });
        var requests = Enumerable.Range(0, 100).SelectMany(unit => Requests(rig, shadow, unit, failures: 0.02)).ToList();
        requests.ForEach(request => rig.Outcome(request, "1"));

        Assert.Equal(JudgeActionKind.PassStep, rig.Action.Kind);
    }

    [Fact]
    public void Failures_hide_no_worse_answers()
    {
        var rig = RigOf(shadow: true, units: 10_000, Quality);
        for (var unit = 0; unit < 200 && rig.Action.Kind == JudgeActionKind.None; unit++)
        {
            foreach (var request in Requests(rig, shadow: true, unit, failures: 0.01, right: 0.6))
            {
                rig.Outcome(request, "1");
            }
        }

        Assert.Equal((JudgeActionKind.Breach, "quality"), (rig.Action.Kind, rig.Action.Verdict?.Guard.ToString()));
    }

    private static Rig RigOf(bool shadow, int units, GuardConfig quality) =>
        new(new RolloutPlan { Steps = [shadow ? Shadow(units) : Canary(5_000, units), Full()], Guards = [Errors, quality] });

    private List<Guid> Requests(Rig rig, bool shadow, int unit, double failures, double right = 1)
    {
        var name = $"u{unit}";
        return [.. Enumerable.Range(0, PerUnit).Select(_ => shadow
            ? rig.Pair(name, Failure(failures), Failure(failures), shadowAnswer: _random.NextDouble() < right ? "1" : "0")
            : rig.Request(unit % 2 == 0 ? Arm.Canary : Arm.Control, name, Failure(failures)))];
    }

    private string? Failure(double failures) => _random.NextDouble() < failures ? "x" : null;
}
