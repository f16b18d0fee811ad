using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>A mean of bounded values against a hard limit.</summary>
internal sealed class MeanGuard(GuardComparison comparison, double alpha, GuardConfig guard, double limit) : GuardTest(comparison, alpha)
{
    private readonly BoundedMeanTest _test = new(alpha, guard.Lo, guard.Hi, limit, guard.Direction());

    public override double LogEvidence => _test.LogEvidence;

    public override ISequentialTest Test => _test;

    public void Observe(Guid decision, double value, int weight)
    {
        _test.Observe(value);
        TookOfOneArm(decision, weight, value, guard.TroubleOf(value));
    }
}
