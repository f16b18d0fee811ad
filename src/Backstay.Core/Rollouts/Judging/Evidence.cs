using Backstay.Core.Routing;

namespace Backstay.Core.Rollouts.Judging;

/// <summary>Which requests are evidence of a rollout at all (DEFINITIONS.md, "Evidence").</summary>
internal static class Evidence
{
    public static bool IsOf(ActiveRollout active, DecisionRecord decision) =>
        decision.Rollout == active.Rollout && !decision.NotEvidence && !decision.Escaped && decision.Rule is null
        && decision.Step >= 0 && decision.Step < active.Plan.Steps.Length
        && (active.Plan.Steps[decision.Step].Kind == StepKind.Shadow || !Attempts.SaysNothing(active.Plan, decision));
}
