namespace Backstay.Core.Rollouts.Judging;

/// <summary>
/// How a plan's alpha is divided. The relative guards share it equally, so that a rollout with nothing wrong is taken back
/// with probability at most alpha, whatever the number of guards and looks. A hard limit says something else, that a level
/// was passed; the limits share a second alpha of the same size. In a plan with a shadow step a guard that can judge pairs
/// runs two tests, the paired one and the one with users' traffic, and each gets half of the guard's share.
/// </summary>
internal readonly record struct AlphaShares(double Relative, double Limit)
{
    public static AlphaShares Of(RolloutPlan plan, GuardConfig guard)
    {
        var relative = plan.Alpha / Math.Max(1, plan.Guards.Count(g => g.Margin is not null));
        var limit = plan.Alpha / Math.Max(1, plan.Guards.Count(g => g.Limit is not null));
        var stages = HasShadow(plan) && guard.Metric is not (GuardMetric.Measurement or GuardMetric.Disagreement) && guard.SecondsAfterFull is null ? 2 : 1;
        return new(relative / stages, limit / stages);
    }

    public static bool HasShadow(RolloutPlan plan) => plan.Steps[0].Kind == StepKind.Shadow;
}
