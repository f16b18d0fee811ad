using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.TestKit.Simulation;

/// <summary>Draws valid rollout plans.</summary>
internal static class PlanDraw
{
    public static RolloutPlan Draw(Random random, double slowMs)
    {
        var holdBack = random.Pick([0, 200, 1_000]);
        var steps = new List<StepConfig>();
        if (random.NextDouble() < 0.4)
        {
            steps.Add(new(StepKind.Shadow, 0, random.Next(3, 30), random.NextDouble() * 2));
        }

        var weight = 0;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            weight = Math.Min(weight + random.Next(100, 4_000), EndpointRoute.BasisPoints - Math.Max(holdBack, 1));
            steps.Add(new(StepKind.Canary, weight, random.Next(1, 30), random.NextDouble() * 2));
        }

        steps.Add(new(StepKind.Full, 0, random.Next(1, 30), 0.5 + random.NextDouble()));
        if (random.NextDouble() < 0.3)
        {
            steps.Add(new(StepKind.Bake, 0, random.Next(1, 30), random.NextDouble() * 2));
        }

        var plan = new RolloutPlan
        {
            Steps = [.. steps],
            Guards = [.. Guards(random, slowMs, holdBack, steps[0].Kind == StepKind.Shadow)],
            Alpha = random.Pick([0.01, 0.02, 0.05]),
            HoldBack = holdBack,
        };

        // Not everybody asks about errors; who doesn't has others that watch every step.
        var without = plan with { Guards = plan.Guards.RemoveAt(0) };
        return random.NextDouble() < 0.3 && RolloutPlanRules.Check(without) is null ? without : plan;
    }

    private static IEnumerable<GuardConfig> Guards(Random random, double slowMs, int holdBack, bool hasShadow)
    {
        yield return new GuardConfig
        {
            Guard = Name.Parse("errors"),
            Metric = GuardMetric.ErrorRate,
            Margin = 1 + (random.Next(2) * 0.5),
            Limit = holdBack == 0 || random.NextDouble() < 0.5 ? 0.2 + (random.NextDouble() * 0.4) : null,
        };
        if (random.NextDouble() < 0.6)
        {
            yield return new GuardConfig
            {
                Guard = Name.Parse("slow"),
                Metric = GuardMetric.SlowShare,
                SlowerThanMs = (int)(slowMs * 0.9),
                Margin = 1 + random.NextDouble(),
            };
        }

        if (random.NextDouble() < 0.6)
        {
            yield return new GuardConfig
            {
                Guard = Name.Parse("quality"),
                Metric = GuardMetric.Quality,
                Outcome = "label",
                Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
                Margin = random.NextDouble() * 0.1,
                Prove = random.NextDouble() < 0.05,
            };
        }

        if (random.NextDouble() < 0.3)
        {
            yield return new GuardConfig
            {
                Guard = Name.Parse("safety"),
                Metric = GuardMetric.Measurement,
                Outcome = "safety",
                Limit = 0.3 + (random.NextDouble() * 0.2),
                SecondsAfterFull = random.NextDouble() < 0.5 ? 0.5 : null,
            };
        }

        if (hasShadow && random.NextDouble() < 0.5)
        {
            yield return new GuardConfig
            {
                Guard = Name.Parse("differs"),
                Metric = GuardMetric.Disagreement,
                Score = new ScoreConfig(ScoreKind.Equal, "answer", 0),
                Limit = 0.6 + (random.NextDouble() * 0.3),
            };
        }
    }
}
