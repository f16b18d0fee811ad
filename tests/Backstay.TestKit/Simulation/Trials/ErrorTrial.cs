using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Rollouts.Judging;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation.Trials;

/// <summary>A canary that fails at one rate beside a control that fails at another: alpha 0.01 on one guard, one request per unit.</summary>
internal sealed class ErrorTrial(int seed, int weight, double canaryRate, double controlRate) : Trial(seed, PlanOf(weight))
{
    /// <summary>How many requests the canary got until the breach; null where there was none.</summary>
    public int? RequestsToBreach(int mostRequests)
    {
        for (var i = 0; i < mostRequests; i++)
        {
            var placed = Place(unit: null);
            var fails = Random.NextDouble() < (placed.Arm == Arm.Canary ? canaryRate : controlRate);
            if (Take(Telemetry.Of(Answer(placed, null, fails, 5, "1", null))) == JudgeActionKind.Breach)
            {
                return CanaryRequests;
            }
        }

        return null;
    }

    private static RolloutPlan PlanOf(int weight) => new()
    {
        Steps = [new(StepKind.Canary, weight, RolloutPlanRules.MaxMinUnits, 0), new(StepKind.Full, 0, 1, 0)],
        Guards = [new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 }],
        Alpha = 0.01,
    };
}
