using Backstay.Core.Primitives;
using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts;

/// <summary>What a plan's guards must keep: each field legal for its metric, and somebody watching in every step.</summary>
internal static class GuardRules
{
    // Beyond this ratio, and below this rate, the tests tell nothing apart.
    private const double MaxRatio = 1e6;
    private const double LeastRate = 1e-9;
    private const int MaxSlowMs = 600_000;
    private const int MaxFieldLength = 200;

    public static IEnumerable<Problem?> Check(RolloutPlan plan)
    {
        for (var i = 0; i < plan.Guards.Length; i++)
        {
            var field = $"plan.guards[{i}]";
            var guard = plan.Guards[i];
            yield return plan.Guards.Take(i).Any(other => other.Guard == guard.Guard)
                ? Problem.Invalid($"{field}.guard", $"Two guards are named '{guard.Guard}'.")
                : null;
            foreach (var problem in Fields(field, guard).Concat(Bounds(field, guard)).Concat(InPlan(field, guard, plan)))
            {
                yield return problem;
            }
        }

        yield return plan.HoldBack == 0 && plan.Steps.Any(step => step.IsAtFull) && plan.Guards.All(guard => guard.Limit is null)
            ? Problem.Invalid("plan.holdBack", "Without a hold-back only hard limits watch full and bake, and no guard has one.", "Give a guard a limit, or hold some traffic back.")
            : null;
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            yield return StepWatch.IsWatched(plan, i) ? null : UnwatchedProblem(plan, i);
        }
    }

    private static Problem UnwatchedProblem(RolloutPlan plan, int index)
    {
        var kind = plan.Steps[index].Kind;
        var why = kind switch
        {
            StepKind.Shadow => "in a shadow nobody measures, and secondsAfterFull begins after it",
            StepKind.Canary => "disagreement is seen in a shadow only, and secondsAfterFull begins after the canary",
            _ when plan.HoldBack == 0 => "disagreement is seen in a shadow only, secondsAfterFull ends, and without a hold-back a margin has no control",
            _ => "disagreement is seen in a shadow only, and secondsAfterFull ends",
        };
        return Problem.Invalid(
            $"plan.steps[{index}]",
            $"No guard watches step {index + 1} ({kind.ToString().ToLowerInvariant()}): {why}. A release that fails every request would pass it.",
            "Add a guard on 'error-rate' with a limit and without secondsAfterFull: it watches every step.");
    }

    /// <summary>Which fields a metric has.</summary>
    private static IEnumerable<Problem?> Fields(string field, GuardConfig guard)
    {
        var isSlow = guard.Metric == GuardMetric.SlowShare;
        var hasOutcome = guard.Metric is GuardMetric.Quality or GuardMetric.Measurement;
        var hasScore = guard.Metric is GuardMetric.Quality or GuardMetric.Disagreement;
        yield return isSlow != guard.SlowerThanMs is not null
            ? Problem.Invalid($"{field}.slowerThanMs", "'slowerThanMs' belongs to the slow-share metric, and only to it.")
            : null;
        yield return guard.SlowerThanMs is < 1 or > MaxSlowMs
            ? Problem.Invalid($"{field}.slowerThanMs", $"'slowerThanMs' is 1 to {MaxSlowMs}.")
            : null;
        yield return hasOutcome != guard.Outcome is not null
            ? Problem.Invalid($"{field}.outcome", "'outcome' belongs to the quality and measurement metrics, and only to them.")
            : null;
        yield return guard.Outcome is { Length: 0 or > OutcomeRecord.MaxNameLength }
            ? Problem.Invalid($"{field}.outcome", $"An outcome's name has 1 to {OutcomeRecord.MaxNameLength} characters.")
            : null;
        yield return hasScore != guard.Score is not null
            ? Problem.Invalid($"{field}.score", "'score' belongs to the quality and disagreement metrics, and only to them.")
            : null;
        yield return guard.Score is null ? null : ScoreProblem($"{field}.score", guard);
        yield return guard.Metric == GuardMetric.Measurement
            ? RangeProblem(field, guard)
            : guard is { Lo: 0, Hi: 1, Good: GoodDirection.Higher }
                ? null
                : Problem.Invalid($"{field}.lo", "'lo', 'hi' and 'good' belong to the measurement metric.");
    }

    private static Problem? RangeProblem(string field, GuardConfig guard) =>
        double.IsFinite(guard.Lo) && double.IsFinite(guard.Hi) && guard.Lo < guard.Hi && double.IsFinite(guard.Hi - guard.Lo)
            ? null
            : Problem.Invalid($"{field}.hi", "The declared range is two finite numbers, 'lo' below 'hi'.");

    private static Problem? ScoreProblem(string field, GuardConfig guard) => guard.Score switch
    {
        null => null,
        { Field.Length: 0 or > MaxFieldLength } => Problem.Invalid($"{field}.field", $"An answer's field has 1 to {MaxFieldLength} characters."),
        { Kind: ScoreKind.Brier } when guard.Metric == GuardMetric.Disagreement =>
            Problem.Invalid($"{field}.kind", "Two answers agree or not; a Brier score needs a label."),
        { Kind: ScoreKind.Within, Tolerance: >= 0 and <= double.MaxValue } => null,
        { Kind: ScoreKind.Class, Tolerance: >= 0 and <= 1 } => null,
        { Kind: ScoreKind.Equal or ScoreKind.Brier, Tolerance: 0 } => null,
        _ => Problem.Invalid($"{field}.tolerance", "The tolerance is at least 0 for 'within', 0 to 1 for 'class', and 0 for the others."),
    };

    /// <summary>Margin and limit inside what the metric can show.</summary>
    private static IEnumerable<Problem?> Bounds(string field, GuardConfig guard)
    {
        var isValue = guard.Metric is GuardMetric.Quality or GuardMetric.Measurement;
        yield return guard.Margin is null && guard.Limit is null
            ? Problem.Invalid(field, $"Guard '{guard.Guard}' needs a margin, a limit or both: it would judge nothing.")
            : null;
        yield return guard.Metric == GuardMetric.Disagreement && guard.Margin is not null
            ? Problem.Invalid($"{field}.margin", "Disagreement has no control: it needs a limit.")
            : null;
        yield return (isValue, guard.Margin) switch
        {
            (_, null) => null,
            (true, { } margin) when !(margin >= 0 && margin < guard.Hi - guard.Lo) =>
                Problem.Invalid($"{field}.margin", "The margin of a bounded value is at least 0 and below its range."),
            (false, { } margin) when !(margin is >= 1 and <= MaxRatio) =>
                Problem.Invalid($"{field}.margin", $"The margin of an event is a ratio of rates, 1 to {MaxRatio:0}."),
            _ => null,
        };
        yield return (isValue, guard.Limit) switch
        {
            (_, null) => null,
            (true, { } limit) when !(limit > guard.Lo && limit < guard.Hi) =>
                Problem.Invalid($"{field}.limit", "The limit of a bounded value lies inside its range, both ends excluded."),
            (false, { } limit) when !(limit is >= LeastRate and <= 1 - LeastRate) =>
                Problem.Invalid($"{field}.limit", "The limit of a rate lies between 0 and 1, both excluded."),
            _ => null,
        };
    }

    private static IEnumerable<Problem?> InPlan(string field, GuardConfig guard, RolloutPlan plan)
    {
        var hasShadow = plan.Steps[0].Kind == StepKind.Shadow;
        yield return guard.Metric == GuardMetric.Disagreement && !hasShadow
            ? Problem.Invalid($"{field}.metric", "Disagreement is seen in a shadow step only, and this plan has none.")
            : null;
        if (guard.SecondsAfterFull is not { } seconds)
        {
            yield break;
        }

        var atFull = plan.Steps.Where(step => step.IsAtFull).Sum(step => step.MinSeconds);
        yield return guard.Metric == GuardMetric.Disagreement
            ? Problem.Invalid($"{field}.secondsAfterFull", "Disagreement is seen in a shadow step only.")
            : null;
        yield return !(seconds > 0) || seconds > atFull
            ? Problem.Invalid($"{field}.secondsAfterFull", FormattableString.Invariant($"'secondsAfterFull' is above 0 and at most the {atFull} seconds that the full and bake steps last: the rollout ends with them."))
            : null;
        yield return guard.Limit is null && plan.HoldBack == 0
            ? Problem.Invalid($"{field}.secondsAfterFull", "A guard that watches only after full traffic needs a limit or a hold-back.")
            : null;
    }
}
