using System.Collections.Immutable;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>Bounds on the evidence inside one fact, so that it fits an entry.</summary>
public static class VerdictRules
{
    /// <summary>A guard has at most a relative test, a limit and the control's limit.</summary>
    public const int MaxVerdicts = 2 * RolloutPlan.MaxGuards;

    /// <summary>Characters of event lists in one fact, all verdicts together; longer lists become objects.</summary>
    public const int MaxInlineEvents = 12_000;

    /// <summary>Null when the verdicts fit and belong to the plan's guards.</summary>
    internal static Problem? Check(RolloutPlan plan, ImmutableArray<GuardVerdict> verdicts)
    {
        if (verdicts.IsDefault || verdicts.Length > MaxVerdicts)
        {
            return Problem.Invalid("verdicts", $"A fact holds at most {MaxVerdicts} verdicts.");
        }

        if (verdicts.FirstOrDefault(v => plan.Guards.All(g => g.Guard != v.Guard)) is { } stranger)
        {
            return Problem.Invalid("verdicts", $"The rollout has no guard '{stranger.Guard}'.");
        }

        return verdicts.Sum(v => v.Events?.Length ?? 0) > MaxInlineEvents
            ? Problem.Invalid("verdicts", $"Event lists beyond {MaxInlineEvents} characters belong in an object.")
            : null;
    }
}
