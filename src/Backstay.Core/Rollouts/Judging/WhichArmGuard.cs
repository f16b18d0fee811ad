using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>Events against the concurrent control, or discordant pairs of a shadow.</summary>
internal sealed class WhichArmGuard(GuardComparison comparison, double alpha, double margin) : GuardTest(comparison, alpha)
{
    /// <summary>The weight at which a discordant pair is counted.</summary>
    private const int Even = Routing.EndpointRoute.BasisPoints / 2;

    private readonly WhichArmTest _test = new(alpha, margin: margin);
    private readonly EventRuns _runs = new();

    public override double LogEvidence => _test.LogEvidence;

    public override ISequentialTest Test => _test;

    public void Unit(bool canary)
    {
        Count++;
        _test.ObserveUnit(canary);
    }

    public void Pair()
    {
        Unit(canary: true);
        Unit(canary: false);
    }

    public void Event(Guid decision, bool canary, int weight)
    {
        _test.ObserveEvent(canary, EventRuns.ShareOf(weight));
        _runs.Add(canary, weight);
        Took(decision, canary ? ObservationChain.Canary : ObservationChain.Control, weight, 1);
    }

    public void Discordant(Guid decision, bool canary) => Event(decision, canary, Even);

    protected override string EventsText() => _runs.ToText() ?? string.Empty;
}
