using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>How an attempt is judged.</summary>
internal static class Attempts
{
    /// <summary>The attempt of the arm to which the request was assigned; null where it never got that far.</summary>
    public static AttemptRecord? OfAssigned(DecisionRecord decision)
    {
        foreach (var attempt in decision.Attempts.IsDefault ? [] : decision.Attempts)
        {
            if (attempt.Release == decision.AssignedRelease)
            {
                return attempt;
            }
        }

        return null;
    }

    public static bool IsLate(AttemptRecord attempt, int deadlineMs) => attempt.DurationUs > deadlineMs * 1_000L;

    public static bool HasFailed(AttemptRecord attempt, int deadlineMs) => attempt.Error is not null || IsLate(attempt, deadlineMs);

    /// <summary>Whether the attempt is an event for an event guard. No answer at all is no answer in time either.</summary>
    public static bool IsEvent(GuardConfig guard, AttemptRecord attempt, int deadlineMs) =>
        HasFailed(attempt, deadlineMs)
        || (guard is { Metric: GuardMetric.SlowShare, SlowerThanMs: { } slow } && attempt.DurationUs > slow * 1_000L);
}
