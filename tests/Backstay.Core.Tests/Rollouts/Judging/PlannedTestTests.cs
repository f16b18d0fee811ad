using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Statistics;
using static Backstay.Core.Tests.Rollouts.Plans;
using TestResult = Backstay.Statistics.TestResult;

namespace Backstay.Core.Tests.Rollouts.Judging;

/// <summary>A verdict's parameters are the plan's: its value would follow from others as well.</summary>
public sealed class PlannedTestTests
{
    /// <summary>Two relative guards share alpha, and the shadow step halves each share: 0.01 / 2 / 2.</summary>
    private const double Share = 0.0025;

    private static readonly RolloutPlan Plan = new()
    {
        Steps = [Shadow(), Canary(500), Full()],
        Guards = [Errors with { Limit = 0.2 }, Quality with { Margin = 0.1 }],
        Alpha = 0.01,
    };

    private static GuardVerdict OfErrors => Of(Errors.Guard, GuardComparison.Control, new WhichArmTest(Share, margin: 1));

    [Fact]
    public void Verdicts_of_the_plans_own_tests_are_planned()
    {
        GuardVerdict[] planned =
        [
            OfErrors,
            OfErrors with { Comparison = GuardComparison.Paired },
            Of(Errors.Guard, GuardComparison.Limit, new EventRateTest(0.01 / 2, 0.2)), // the only limit has all of its alpha, in two stages
            Of(Errors.Guard, GuardComparison.ControlLimit, new EventRateTest(0.01 / 2, 0.2)),
            Of(Quality.Guard, GuardComparison.Control, new BoundedDifferenceTest(Share, 0, 1, 0.1, Direction.HigherIsBetter)),
            Of(Quality.Guard, GuardComparison.Paired, new PairedDifferenceTest(Share, 0, 1, 0.1, Direction.HigherIsBetter)),
        ];

        Assert.All(planned, verdict => Assert.Null(PlannedTest.Difference(Plan, verdict)));
    }

    [Fact]
    public void What_is_not_the_plans_is_named()
    {
        Assert.Equal("guard", PlannedTest.Difference(Plan, OfErrors with { Guard = Name.Parse("others") }));
        Assert.Equal("comparison", PlannedTest.Difference(Plan with { Guards = [Errors] }, OfErrors with { Comparison = GuardComparison.Limit }));
        Assert.Equal("method", PlannedTest.Difference(Plan, OfErrors with { Test = new EventRateTest(Share, 0.2).Result() }));
        Assert.Equal("alpha", PlannedTest.Difference(Plan, OfErrors with { Test = new WhichArmTest(2 * Share, margin: 1).Result() }));
        Assert.Equal("margin", PlannedTest.Difference(Plan, OfErrors with { Test = new WhichArmTest(Share, margin: 2).Result() }));
        Assert.Equal("limit", PlannedTest.Difference(Plan, Of(Errors.Guard, GuardComparison.Limit, new EventRateTest(0.01 / 2, 0.1))));
        Assert.Equal("higherIsBetter", PlannedTest.Difference(
            Plan, Of(Quality.Guard, GuardComparison.Control, new BoundedDifferenceTest(Share, 0, 1, 0.1, Direction.LowerIsBetter))));
        Assert.Equal("added", PlannedTest.Difference(Plan, OfErrors with { Test = With(OfErrors.Test, "added", 1) }));
    }

    private static GuardVerdict Of(Name guard, GuardComparison comparison, ISequentialTest test) =>
        new(guard, comparison, test.Result(), Events: null, EventsObject: null, Digest.Of([]));

    private static TestResult With(TestResult test, string parameter, double value) =>
        test with { Parameters = new Dictionary<string, double>(test.Parameters) { [parameter] = value } };
}
