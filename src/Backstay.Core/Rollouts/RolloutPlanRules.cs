using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts;

/// <summary>What a plan must keep, checked whole before a rollout starts. Each rule is one line of a list.</summary>
public static class RolloutPlanRules
{
    public const double MaxAlpha = 0.2;

    /// <summary>Below this a guard would need more evidence than any rollout gathers: a safety that never trips.</summary>
    public const double MinAlpha = 1e-9;
    public const int MaxHoldBack = 2_000;
    public const int MaxMinUnits = 10_000_000;
    public const double MaxSeconds = 30 * 24 * 3_600;

    /// <summary>The first rule that the plan breaks, with the field that breaks it; null when it keeps them all.</summary>
    public static Problem? Check(RolloutPlan plan) =>
        Steps(plan).Concat(Whole(plan)).Concat(GuardRules.Check(plan)).FirstOrDefault(problem => problem is not null);

    private static IEnumerable<Problem?> Whole(RolloutPlan plan)
    {
        yield return plan.Rollback == RollbackMode.Instant
            ? null
            : Problem.Invalid("plan.rollback", "A gradual rollback does not exist yet.", "Use 'instant'.");
        yield return plan.Alpha is >= MinAlpha and <= MaxAlpha
            ? null
            : Problem.Invalid("plan.alpha", $"'plan.alpha' lies between {MinAlpha} and {MaxAlpha}.");
        yield return plan.HoldBack is >= 0 and <= MaxHoldBack
            ? null
            : Problem.Invalid("plan.holdBack", $"'plan.holdBack' is 0 to {MaxHoldBack} basis points.");
        yield return plan.Guards.IsDefaultOrEmpty || plan.Guards.Length > RolloutPlan.MaxGuards
            ? Problem.Invalid("plan.guards", $"A rollout has 1 to {RolloutPlan.MaxGuards} guards.", "Without a guard nothing could take it back.")
            : null;
    }

    private static IEnumerable<Problem?> Steps(RolloutPlan plan)
    {
        if (plan.Steps.IsDefaultOrEmpty || plan.Steps.Length > RolloutPlan.MaxSteps)
        {
            yield return Problem.Invalid("plan.steps", $"A rollout has 1 to {RolloutPlan.MaxSteps} steps.");
            yield break;
        }

        for (var i = 0; i < plan.Steps.Length; i++)
        {
            yield return StepProblem($"plan.steps[{i}]", plan, i);
        }

        yield return plan.Steps.All(step => step.Kind == StepKind.Shadow)
            ? Problem.Invalid("plan.steps", "A rollout has at least one step with users' traffic; a shadow alone promotes nothing.")
            : null;
    }

    private static Problem? StepProblem(string field, RolloutPlan plan, int index)
    {
        var step = plan.Steps[index];
        if (step.MinUnits is < 1 or > MaxMinUnits)
        {
            return Problem.Invalid($"{field}.minUnits", $"A step needs 1 to {MaxMinUnits} units per arm: no data is never success.");
        }

        if (!(step.MinSeconds is >= 0 and <= MaxSeconds))
        {
            return Problem.Invalid($"{field}.minSeconds", $"A step lasts 0 to {MaxSeconds} seconds.");
        }

        var before = index == 0 ? null : plan.Steps[index - 1];
        return step.Kind switch
        {
            StepKind.Shadow when index > 0 => Problem.Invalid($"{field}.kind", "Only the first step may be a shadow."),
            StepKind.Shadow when step.Weight != 0 => Problem.Invalid($"{field}.weight", "A shadow has no weight."),
            StepKind.Canary => WeightProblem(field, plan, step, before),
            StepKind.Full when before?.Kind is StepKind.Full or StepKind.Bake =>
                Problem.Invalid($"{field}.kind", "At most one step is full, and it comes before every bake."),
            _ => null,
        };
    }

    private static Problem? WeightProblem(string field, RolloutPlan plan, StepConfig step, StepConfig? before)
    {
        if (step.Weight is <= 0 or >= EndpointRoute.BasisPoints)
        {
            return Problem.Invalid($"{field}.weight", $"A canary's weight is 1 to {EndpointRoute.BasisPoints - 1} basis points.");
        }

        if (step.Weight > EndpointRoute.BasisPoints - plan.HoldBack)
        {
            return Problem.Invalid(
                $"{field}.weight", $"A canary's weight of {step.Weight} leaves less than the hold-back of {plan.HoldBack} basis points.");
        }

        return before switch
        {
            { Kind: StepKind.Full or StepKind.Bake } => Problem.Invalid($"{field}.kind", "Full and bake are the last steps."),
            { Kind: StepKind.Canary } when step.Weight < before.Weight =>
                Problem.Invalid($"{field}.weight", "Weights never fall from step to step: a user would move back and forth."),
            _ => null,
        };
    }
}
