using System.Collections.Immutable;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>What the evidence calls for now.</summary>
/// <param name="Verdict">The breached one; null unless <see cref="JudgeActionKind.Breach"/>.</param>
/// <param name="Others">The other tests of this moment; for a shared breach the broken limits come first.</param>
public sealed record JudgeAction(
    JudgeActionKind Kind,
    int Step,
    double SecondsInStep,
    GuardVerdict? Verdict,
    ImmutableArray<GuardVerdict> Others)
{
    public static JudgeAction None { get; } = new(JudgeActionKind.None, 0, 0, null, []);
}

public enum JudgeActionKind
{
    None,

    /// <summary>Duration, units and proofs are there, and nothing is breached.</summary>
    PassStep,

    /// <summary>The release is worse: go back.</summary>
    Breach,

    /// <summary>Release and control broke the same hard limit: pause.</summary>
    SharedBreach,
}
