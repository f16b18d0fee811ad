using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>How an attempt is judged.</summary>
internal static class Attempts
{
    // The gateway's codes of what callers do, and of an attempt that was given up.
    private const string CallerGone = "caller-gone";
    private const string Late = "late";
    public const string CallerInput = "caller-input";

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

    /// <summary>Milliseconds that the assigned release's attempt had, in either arm: a control that took longer is late as well.</summary>
    public static int LimitOf(DecisionRecord decision) => decision.AttemptLimitMs ?? decision.DeadlineMs;

    public static bool IsLate(AttemptRecord attempt, int deadlineMs) => attempt.DurationUs > deadlineMs * 1_000L;

    public static bool HasFailed(AttemptRecord attempt, int deadlineMs) => attempt.Error is not null || IsLate(attempt, deadlineMs);

    /// <summary>Whether the attempt is an event for an event guard. No answer at all is no answer in time either.</summary>
    public static bool IsEvent(GuardConfig guard, AttemptRecord attempt, int deadlineMs) =>
        HasFailed(attempt, deadlineMs) || IsSlow(guard, attempt);

    /// <summary>Whether the attempt ended as it did by the caller's doing: so far no word about the release.</summary>
    public static bool IsCallersDoing(AttemptRecord attempt, DecisionRecord decision) => IsShortLate(attempt, decision)
        || ((attempt.Error is CallerGone or CallerInput) && !IsLate(attempt, LimitOf(decision)));

    /// <summary>Whether an error guard takes the attempt as an event against the control only, whoever's fault it is.</summary>
    public static bool IsComparedOnly(AttemptRecord attempt, DecisionRecord decision) =>
        IsShortLate(attempt, decision) || (attempt.Error == CallerInput && IsCallersDoing(attempt, decision));

    /// <summary>What the attempt says to an event guard with users' traffic.</summary>
    public static AttemptFinding Find(GuardConfig guard, AttemptRecord attempt, DecisionRecord decision)
    {
        var deadlineMs = LimitOf(decision);
        if (!IsCallersDoing(attempt, decision))
        {
            return IsEvent(guard, attempt, deadlineMs) ? AttemptFinding.Event : AttemptFinding.Good;
        }

        if (IsShortLate(attempt, decision))
        {
            return guard.Metric == GuardMetric.ErrorRate ? AttemptFinding.Refused
                : IsSlow(guard, attempt) ? AttemptFinding.Event
                : AttemptFinding.None;
        }

        // Who leaves before any answer after more than the guard allows has seen a slow one already; how it would have ended
        // nobody knows. Who leaves a stream had its beginning.
        return attempt.Error == CallerGone
            ? attempt.Status == 0 && IsSlow(guard, attempt) ? AttemptFinding.Event : AttemptFinding.None
            : guard.Metric == GuardMetric.ErrorRate ? AttemptFinding.Refused : AttemptFinding.None;
    }

    /// <summary>Whether the caller left before the attempt said anything to any guard: then a retry is the request itself.</summary>
    public static bool SaysNothing(RolloutPlan plan, DecisionRecord decision)
    {
        if (OfAssigned(decision) is not { Error: CallerGone } attempt)
        {
            return false;
        }

        foreach (var guard in plan.Guards)
        {
            if (guard.IsEvent() && Find(guard, attempt, decision) != AttemptFinding.None)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the attempt was late for a caller who gave less than the endpoint's deadline: a caller can make any release late
    /// by giving it no time. The arms meet the same callers, so that their comparison holds; but no hard limit may break on it.
    /// </summary>
    public static bool IsShortLate(AttemptRecord attempt, DecisionRecord decision) =>
        decision.ShortDeadline && (attempt.Error == Late || (attempt.Error is null && IsLate(attempt, LimitOf(decision))));

    private static bool IsSlow(GuardConfig guard, AttemptRecord attempt) =>
        guard is { Metric: GuardMetric.SlowShare, SlowerThanMs: { } slow } && attempt.DurationUs > slow * 1_000L;
}
