using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What one request of users' traffic is evidence for.</summary>
[Flags]
internal enum EvidenceUse
{
    None = 0,

    /// <summary>For the comparison of the arms.</summary>
    Comparison = 1,

    /// <summary>For the hard limits.</summary>
    Limits = 2,
}

internal static class EvidenceUses
{
    /// <param name="limitsFrom">Decisions routed before this ledger position do not count against hard limits.</param>
    public static EvidenceUse UseOf(this DecisionRecord decision, long limitsFrom) =>
        (decision.LacksControl ? EvidenceUse.None : EvidenceUse.Comparison)
        | (decision.Position >= limitsFrom ? EvidenceUse.Limits : EvidenceUse.None);

    public static bool Compares(this EvidenceUse use) => (use & EvidenceUse.Comparison) != 0;

    public static bool CountsForLimits(this EvidenceUse use) => (use & EvidenceUse.Limits) != 0;
}
