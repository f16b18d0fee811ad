namespace Backstay.Core.Rollouts;

/// <summary>
/// Which guard watches which step. A step that none watches would pass on the number of its requests alone, also where
/// every one of them failed: no plan has one, and the judge lets none pass.
/// </summary>
internal static class StepWatch
{
    public static bool IsWatched(RolloutPlan plan, int step) => plan.Guards.Any(guard => Watches(plan, guard, step));

    public static bool Watches(RolloutPlan plan, GuardConfig guard, int step) => plan.Steps[step].Kind == StepKind.Shadow
        ? WatchesShadow(guard)
        : guard.Metric != GuardMetric.Disagreement && IsInTime(plan, guard, step) && HasTest(plan, guard, step);

    /// <summary>Shadow answers get no measurements: users never see them. And a shadow comes before full traffic.</summary>
    public static bool WatchesShadow(GuardConfig guard) =>
        guard.Metric != GuardMetric.Measurement && guard.SecondsAfterFull is null;

    /// <summary>The step in which so many seconds of full traffic end.</summary>
    public static int LastStepWithin(RolloutPlan plan, double secondsAfterFull)
    {
        var atFull = 0.0;
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            atFull += plan.Steps[i].IsAtFull ? plan.Steps[i].MinSeconds : 0;
            if (atFull >= secondsAfterFull)
            {
                return i;
            }
        }

        return plan.Steps.Length - 1; // the plan's rules let no window be longer than its steps
    }

    private static bool IsInTime(RolloutPlan plan, GuardConfig guard, int step) =>
        guard.SecondsAfterFull is not { } seconds || (plan.Steps[step].IsAtFull && step <= LastStepWithin(plan, seconds));

    // Where nobody is left on the control, a margin compares with nobody.
    private static bool HasTest(RolloutPlan plan, GuardConfig guard, int step) =>
        guard.Limit is not null || !plan.Steps[step].IsAtFull || plan.HoldBack > 0;
}
