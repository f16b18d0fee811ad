namespace Backstay.Core.Rollouts.Judging;

/// <summary>Whether a shadow step that ended without a breach is proof that the release works.</summary>
public static class ShadowProof
{
    /// <summary>
    /// Why it proves nothing; null where it is proof. The pairs say whether the release is worse than the served one, but
    /// failures count only to a guard on events: without one, a single failed or late answer is one too many. And where all
    /// failed, nobody has seen the release answer, whatever the served one did.
    /// </summary>
    public static string? WhyNone(RolloutPlan plan, ShadowTotals totals)
    {
        var bad = totals.Errors + totals.Late;
        return bad == 0 ? null
            : bad >= totals.Samples ? $"all {totals.Samples} shadow answers failed or were late"
            : plan.Guards.Any(guard => guard.IsEvent() && StepWatch.WatchesShadow(guard)) ? null
            : $"{bad} of {totals.Samples} shadow answers failed or were late, and no guard on errors watched";
    }
}
