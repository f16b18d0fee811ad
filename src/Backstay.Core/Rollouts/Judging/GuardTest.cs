using Backstay.Core.Primitives;
using Backstay.Statistics;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>One running test of a guard with the digest, and for events the list, of all that it took in.</summary>
internal abstract class GuardTest(GuardComparison comparison, double alpha)
{
    private readonly ObservationChain _observations = new();
    private MatchedTrouble _trouble;

    public GuardComparison Comparison { get; } = comparison;

    /// <summary>Evidence at which the test says breach, as a logarithm.</summary>
    public double LogThreshold { get; } = -Math.Log(alpha);

    public abstract double LogEvidence { get; }

    public abstract ISequentialTest Test { get; }

    /// <summary>Units or values that the test took in.</summary>
    public long Count { get; protected set; }

    /// <summary>For a limit: how bad its arm looks at the canary's times.</summary>
    public MatchedTrouble Trouble => _trouble;

    /// <summary>Whether the evidence is there now.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the bound lies inside.</summary>
    public bool IsProven => Test.Verdict == Verdict.Pass;

    public GuardVerdict ToVerdict(Name guard) =>
        new(guard, Comparison, Test.Result(), EventsText(), EventsObject: null, _observations.Value);

    protected virtual string? EventsText() => null;

    /// <summary>For a limit, which is of one arm.</summary>
    /// <param name="trouble">From 0 (best) to 1.</param>
    protected void TookOfOneArm(Guid decision, int weight, double value, double trouble)
    {
        Count++;
        if (Comparison == GuardComparison.ControlLimit)
        {
            _trouble.AddControl(trouble, weight);
            Took(decision, ObservationChain.Control, weight, value);
            return;
        }

        _trouble.AddCanary(trouble);
        Took(decision, ObservationChain.Canary, weight, value);
    }

    protected void Took(Guid decision, byte arm, int weight, double value)
    {
        _observations.Add(decision, arm, weight, value);
        IsBroken = LogEvidence >= LogThreshold;
    }
}
