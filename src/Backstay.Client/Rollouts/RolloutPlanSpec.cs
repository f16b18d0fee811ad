using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;

namespace Backstay.Client.Rollouts;

/// <summary>How traffic moves to a release and what must hold on the way (docs/reference/rollout-plans.md).</summary>
public sealed record RolloutPlanSpec
{
    public required ImmutableArray<StepSpec> Steps { get; init; }

    public required ImmutableArray<GuardSpec> Guards { get; init; }

    /// <summary>False-alarm probability of the whole rollout, divided over its relative guards.</summary>
    public double Alpha { get; init; } = RolloutPlan.DefaultAlpha;

    /// <summary>Basis points that stay on the standby in full and bake.</summary>
    public int HoldBack { get; init; } = RolloutPlan.DefaultHoldBack;

    public RollbackMode Rollback { get; init; } = RollbackMode.Instant;

    public RolloutPlan ToPlan() => new()
    {
        Steps = [.. Steps.Select(s => new StepConfig(s.Kind, s.Weight, s.MinUnits, s.MinSeconds))],
        Guards = [.. Guards.Select(g => g.ToConfig())],
        Alpha = Alpha,
        HoldBack = HoldBack,
        Rollback = Rollback,
    };
}

/// <summary>One step.</summary>
public sealed record StepSpec
{
    public required StepKind Kind { get; init; }

    /// <summary>Basis points of a canary step; 0 for the others.</summary>
    public int Weight { get; init; }

    /// <summary>Least distinct units per arm that every guard must have seen.</summary>
    public required int MinUnits { get; init; }

    public double MinSeconds { get; init; }
}

/// <summary>A health condition; fields as <see cref="GuardConfig"/>.</summary>
public sealed record GuardSpec
{
    public required Name Guard { get; init; }

    public required GuardMetric Metric { get; init; }

    public int? SlowerThanMs { get; init; }

    public string? Outcome { get; init; }

    public ScoreSpec? Score { get; init; }

    public double Lo { get; init; }

    public double Hi { get; init; } = 1;

    public GoodDirection Good { get; init; } = GoodDirection.Higher;

    public double? Margin { get; init; }

    public double? Limit { get; init; }

    public bool Prove { get; init; }

    public double? SecondsAfterFull { get; init; }

    public GuardConfig ToConfig() => new()
    {
        Guard = Guard,
        Metric = Metric,
        SlowerThanMs = SlowerThanMs,
        Outcome = Outcome,
        Score = Score is null ? null : new ScoreConfig(Score.Kind, Score.Field, Score.Tolerance),
        Lo = Lo,
        Hi = Hi,
        Good = Good,
        Margin = Margin,
        Limit = Limit,
        Prove = Prove,
        SecondsAfterFull = SecondsAfterFull,
    };
}

/// <summary>How one answer is scored against its label.</summary>
public sealed record ScoreSpec
{
    public required ScoreKind Kind { get; init; }

    /// <summary>Path of the answer's field, member names joined by dots.</summary>
    public required string Field { get; init; }

    public double Tolerance { get; init; }
}
