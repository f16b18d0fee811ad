using System.Collections.Immutable;
using Backstay.Client.Rollouts;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Examples.Flights.Story.Callers;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Flights.Story;

/// <summary>
/// How each release gets its traffic. The guards are the same for all: errors, slow answers, and quality by labels, where a
/// step passes only when the new release is proven to lose at most three answers in a hundred.
/// </summary>
internal static class StoryPlans
{
    public const string Quality = "quality";
    public const string Errors = "errors";
    public const double QualityMargin = 0.03;
    private const int SlowMs = 250;

    /// <summary>Twice the control's share of slow answers: both arms run on the same two cores as their callers.</summary>
    private const double SlowMargin = 2;
    private const double MostErrors = 0.05;

    /// <summary>A release that looks good: copies of requests first, then more users step by step.</summary>
    public static RolloutPlanSpec Careful(StepSizes sizes) => Of(
        new StepSpec { Kind = StepKind.Shadow, MinUnits = sizes.MinUnits, MinSeconds = sizes.MinSeconds / 2 },
        Canary(2_500, sizes, 1),
        Canary(5_000, sizes, 2),
        new StepSpec { Kind = StepKind.Full, MinUnits = 2 * sizes.MinUnits, MinSeconds = sizes.MinSeconds });

    /// <summary>One user in ten from the start, on the word of a check.</summary>
    public static RolloutPlanSpec Bold(StepSizes sizes) => Of(
        Canary(1_000, sizes, 1), Canary(5_000, sizes, 2), new StepSpec { Kind = StepKind.Full, MinUnits = 2 * sizes.MinUnits, MinSeconds = sizes.MinSeconds });

    /// <summary>One user in twenty, no shadow: whatever breaks, breaks in front of callers.</summary>
    public static RolloutPlanSpec NoShadow(StepSizes sizes) => Of(
        Canary(500, sizes, 1), Canary(5_000, sizes, 2), new StepSpec { Kind = StepKind.Full, MinUnits = 2 * sizes.MinUnits, MinSeconds = sizes.MinSeconds });

    private static StepSpec Canary(int weight, StepSizes sizes, int times) => new()
    {
        Kind = StepKind.Canary,
        Weight = weight,
        MinUnits = times * sizes.MinUnits,
        MinSeconds = sizes.MinSeconds,
    };

    private static RolloutPlanSpec Of(params ImmutableArray<StepSpec> steps) => new()
    {
        Steps = steps,
        Guards =
        [
            new GuardSpec { Guard = Name.Parse(Errors), Metric = GuardMetric.ErrorRate, Margin = 1, Limit = MostErrors },
            new GuardSpec { Guard = Name.Parse("slow"), Metric = GuardMetric.SlowShare, SlowerThanMs = SlowMs, Margin = SlowMargin },
            new GuardSpec
            {
                Guard = Name.Parse(Quality),
                Metric = GuardMetric.Quality,
                Outcome = FlightFields.Delay,
                Score = new ScoreSpec { Kind = ScoreKind.Within, Field = FlightFields.Delay, Tolerance = Answer.Tolerance },
                Margin = QualityMargin,
                Prove = true,
            },
        ],
    };
}
