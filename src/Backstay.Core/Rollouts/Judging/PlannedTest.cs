using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// Whether a verdict is of a test that its rollout's plan asks for. A verdict that recomputes says only that its value follows
/// from its own parameters: with a larger alpha or another margin it would follow as well.
/// </summary>
public static class PlannedTest
{
    /// <returns>What is not the plan's: "guard" (no such guard), "comparison" (it is not held against that), "method", or a parameter's name; null where nothing is.</returns>
    public static string? Difference(RolloutPlan plan, GuardVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(verdict);
        if (plan.Guards.All(guard => guard.Guard != verdict.Guard))
        {
            return "guard";
        }

        var tests = Seats(plan)
            .Where(seat => seat.Config.Guard == verdict.Guard)
            .SelectMany(seat => seat.Tests)
            .Where(test => test.Comparison == verdict.Comparison)
            .Select(test => test.Test.Result())
            .ToList();
        return tests.Count == 0 ? "comparison" : tests.Select(test => Difference(test, verdict.Test)).MinBy(difference => difference is not null);
    }

    /// <summary>A limit is watched in the shadow step and with users' traffic by tests of the same kind.</summary>
    private static IEnumerable<GuardSeat> Seats(RolloutPlan plan)
    {
        var live = new LiveStage(plan, JudgeOptions.Default).Seats;
        return AlphaShares.HasShadow(plan) ? live.Concat(new ShadowStage(plan, JudgeOptions.Default).Seats) : live;
    }

    private static string? Difference(TestResult planned, TestResult stated) =>
        planned.Method != stated.Method ? "method"
        : planned.Parameters.Select(p => p.Key).Concat(stated.Parameters.Keys).FirstOrDefault(
            name => !planned.Parameters.TryGetValue(name, out var value) || !stated.Parameters.TryGetValue(name, out var said) || said != value);
}
