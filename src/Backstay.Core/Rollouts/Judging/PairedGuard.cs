using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>Values of shadow and served answer to the same request.</summary>
internal sealed class PairedGuard(double alpha, GuardConfig guard) : GuardTest(GuardComparison.Paired, alpha)
{
    private readonly PairedDifferenceTest _test = new(alpha, guard.Lo, guard.Hi, guard.Margin ?? 0, guard.Direction());

    public override double LogEvidence => _test.LogEvidence;

    public override ISequentialTest Test => _test;

    public void Observe(Guid decision, double canary, double control)
    {
        Count++;
        _test.Observe(canary, control);
        Took(decision, ObservationChain.Both, 0, canary - control);
    }
}
