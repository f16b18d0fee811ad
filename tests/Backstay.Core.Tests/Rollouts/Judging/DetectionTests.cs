using Backstay.Core.Rollouts.Judging;
using static Backstay.Core.Tests.Rollouts.Plans;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>The figures of the issue through the whole judge: alpha 0.01 on one guard, one request per unit.</summary>
public sealed class DetectionTests
{
    [Theory]
    [InlineData(500, 0.5, 8)]
    [InlineData(500, 0.05, 200)]
    public void A_worse_canary_is_found_after_few_of_its_requests(int weight, double rate, int most) =>
        Assert.True(Median(weight, rate, 101) <= most);

    [Fact]
    public void A_thousand_rollouts_with_nothing_wrong_stay_within_alpha()
    {
        var alarms = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var rig = new Rig(new() { Steps = [Canary(2500, units: 10_000), Full()], Guards = [Errors, Hard(0.1)], Alpha = 0.05 });
            alarms += rig.Run(new Random(seed), 0.05, 0.05, 500).Kind == JudgeActionKind.None ? 0 : 1;
        }

        // 50 are allowed for; more than 73 would happen by chance once in a thousand times.
        Assert.InRange(alarms, 0, 73);
    }

    private static double Median(int weight, double rate, int runs)
    {
        var found = new int[runs];
        for (var run = 0; run < runs; run++)
        {
            var rig = new Rig(Of(Errors, Canary(weight, units: 1_000_000), Full()));
            var (kind, canaries) = rig.Run(new Random(run), rate, 0.01, 200_000);
            Assert.Equal(JudgeActionKind.Breach, kind);
            found[run] = canaries;
        }

        Array.Sort(found);
        return found[runs / 2];
    }
}
