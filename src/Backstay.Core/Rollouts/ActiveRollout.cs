using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>A rollout that has not ended.</summary>
/// <param name="Step">Index into the plan's steps.</param>
/// <param name="Resumed">How often it was resumed; a resume starts a new count of what broke before.</param>
public sealed record ActiveRollout(
    string Rollout,
    Name Endpoint,
    Name From,
    Name To,
    RolloutPlan Plan,
    int Step,
    bool Paused,
    int Resumed)
{
    /// <summary>Since when the new release has had all the traffic that it gets, by the ledger's time; null before.</summary>
    public DateTimeOffset? FullSince { get; init; }

    public StepConfig CurrentStep => Plan.Steps[Step];

    /// <summary>Basis points of users' traffic on the new release in this step.</summary>
    public int CanaryWeight => CurrentStep.Kind switch
    {
        StepKind.Shadow => 0,
        StepKind.Canary => CurrentStep.Weight,
        _ => Routing.EndpointRoute.BasisPoints - Plan.HoldBack,
    };

    /// <summary>In its first step, or the next.</summary>
    public ActiveRollout Enter(int step, DateTimeOffset at) =>
        this with { Step = step, FullSince = FullSince ?? (Plan.Steps[step].IsAtFull ? at : null) };
}
