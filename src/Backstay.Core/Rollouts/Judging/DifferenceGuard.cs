using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>Bounded values against the concurrent control.</summary>
internal sealed class DifferenceGuard(double alpha, GuardConfig guard) : GuardTest(GuardComparison.Control, alpha)
{
    private readonly BoundedDifferenceTest _test = new(alpha, guard.Lo, guard.Hi, guard.Margin ?? 0, guard.Direction());

    public override double LogEvidence => _test.LogEvidence;

    public override ISequentialTest Test => _test;

    public void Observe(Guid decision, bool canary, double value, int weight)
    {
        Count++;
        _test.Observe(canary, value, EventRuns.ShareOf(weight));
        Took(decision, canary ? ObservationChain.Canary : ObservationChain.Control, weight, value);
    }
}
