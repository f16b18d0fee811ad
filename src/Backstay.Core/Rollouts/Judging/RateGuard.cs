using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>A rate of events against a hard limit.</summary>
internal sealed class RateGuard(GuardComparison comparison, double alpha, double limit) : GuardTest(comparison, alpha)
{
    private readonly EventRateTest _test = new(alpha, limit);

    public override double LogEvidence => _test.LogEvidence;

    public override ISequentialTest Test => _test;

    public void Observe(Guid decision, bool isEvent, int weight)
    {
        _test.Observe(isEvent);
        TookOfOneArm(decision, weight, isEvent ? 1 : 0, trouble: isEvent ? 1 : 0);
    }
}
