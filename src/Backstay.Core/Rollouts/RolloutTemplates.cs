using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>Plans for those who give none.</summary>
public static class RolloutTemplates
{
    /// <summary>
    /// Shadow, 5, 25, 50 and 100 %, watched for errors: no more of them than the concurrent control has, and fewer than
    /// one answer in four. At a weight of 5 % the first of these tells 5 % errors from 1 % after some 200 canary requests,
    /// so each step sees at least that many units.
    /// </summary>
    public static RolloutPlan Default { get; } = new()
    {
        Steps =
        [
            new(StepKind.Shadow, 0, MinUnits: 100, MinSeconds: 60),
            new(StepKind.Canary, 500, MinUnits: 200, MinSeconds: 300),
            new(StepKind.Canary, 2_500, MinUnits: 400, MinSeconds: 300),
            new(StepKind.Canary, 5_000, MinUnits: 800, MinSeconds: 300),
            new(StepKind.Full, 0, MinUnits: 800, MinSeconds: 900),
        ],
        Guards =
        [
            new GuardConfig { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1, Limit = 0.25 },
        ],
    };
}
