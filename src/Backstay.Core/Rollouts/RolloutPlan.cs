using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Primitives.Json;

namespace Backstay.Core.Rollouts;

/// <summary>How traffic moves to a release and what must hold on the way. Fixed when the rollout starts.</summary>
public sealed record RolloutPlan
{
    /// <summary>Alpha of the whole rollout, divided over its relative guards.</summary>
    public const double DefaultAlpha = 0.01;

    public const int DefaultHoldBack = 200;
    public const int MaxSteps = 16;
    public const int MaxGuards = 15;

    public required ImmutableArray<StepConfig> Steps { get; init; }

    public required ImmutableArray<GuardConfig> Guards { get; init; }

    public double Alpha { get; init; } = DefaultAlpha;

    /// <summary>
    /// Basis points that stay on the standby at 100 % and in bake, so that relative guards have a control;
    /// 0 turns them off there and leaves the hard limits.
    /// </summary>
    public int HoldBack { get; init; } = DefaultHoldBack;

    public RollbackMode Rollback { get; init; } = RollbackMode.Instant;
}

/// <summary>How traffic goes back after a breach.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<RollbackMode>))]
public enum RollbackMode
{
    /// <summary>All of it at once.</summary>
    Instant,

    /// <summary>Step by step; refused until its own issue brings it.</summary>
    Gradual,
}
