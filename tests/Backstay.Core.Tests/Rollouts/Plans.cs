using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Core.Tests.Rollouts;

internal static class Plans
{
    public static GuardConfig Errors => new() { Guard = Name.Parse("errors"), Metric = GuardMetric.ErrorRate, Margin = 1 };

    public static GuardConfig Hard(double limit) => new() { Guard = Name.Parse("hard"), Metric = GuardMetric.ErrorRate, Limit = limit };

    public static GuardConfig Quality => new()
    {
        Guard = Name.Parse("quality"),
        Metric = GuardMetric.Quality,
        Outcome = "label",
        Margin = 0.05,
        Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
    };

    public static GuardConfig Safety => new()
    {
        Guard = Name.Parse("safety"),
        Metric = GuardMetric.Measurement,
        Outcome = "safety",
        Limit = 0.9,
    };

    public static GuardConfig Disagreement => new()
    {
        Guard = Name.Parse("differs"),
        Metric = GuardMetric.Disagreement,
        Limit = 0.2,
        Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
    };

    public static StepConfig Shadow(int units = 10, double seconds = 0) => new(StepKind.Shadow, 0, units, seconds);

    public static StepConfig Canary(int weight, int units = 10, double seconds = 0) => new(StepKind.Canary, weight, units, seconds);

    public static StepConfig Full(int units = 10, double seconds = 0) => new(StepKind.Full, 0, units, seconds);

    public static StepConfig Bake(int units = 10, double seconds = 0) => new(StepKind.Bake, 0, units, seconds);

    public static RolloutPlan Of(GuardConfig guard, params StepConfig[] steps) => new() { Steps = [.. steps], Guards = [guard] };

    /// <summary>50 %, 100 %.</summary>
    public static RolloutPlan Two(params GuardConfig[] guards) => new() { Steps = [Canary(5000), Full()], Guards = [.. guards] };

    /// <summary>5 %, 50 %, 100 %, watched for errors.</summary>
    public static RolloutPlan Plain() => Of(Errors, Canary(500), Canary(5000), Full());
}
