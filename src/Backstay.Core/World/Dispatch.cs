using System.Diagnostics;
using Backstay.Core.Evaluation;
using Backstay.Core.Governance;
using Backstay.Core.Ledger;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Core.Registry;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;

namespace Backstay.Core.World;

/// <summary>Gives each command to the function that decides it, with the sub-states that it needs by name.</summary>
public static class Dispatch
{
    /// <param name="isCold">
    /// Whether an endpoint could not be answered by a release this very moment: no fact, but what a rollback has to know
    /// (invariant 6). Null where nothing is cold.
    /// </param>
    public static Result<Decision> Decide(
        WorldState world, ICommand command, DecideContext context, Func<WorldState, Name, Name, bool>? isCold = null) => command switch
        {
            RegisterVersion c => RegistryDecisions.Decide(world.Registry, c, context),
            RecordLineageEdge c => LineageDecisions.Decide(world.Lineage, world.Registry, c, context),
            RecordScorecard c => EvaluationDecisions.Decide(world.Registry, c),
            ProposeRelease c => ReleaseDecisions.Decide(world.Releases, world.Registry, c, context),
            SetSystem c => ReleaseDecisions.Decide(c, context),
            RecordEvidence c => ReleaseDecisions.Decide(world.Releases, c),
            DeclareEndpoint c => (RolloutNames.Check(world, c) ?? RunningUnit.Check(world, c)) is { } held ? held : EndpointDecisions.Decide(world.Routing, c, context),
            StartRollout c => RolloutDecisions.Decide(world.Rollouts, Gate(world, isCold), c, context),
            PauseRollout c => RolloutDecisions.Decide(world.Rollouts, c, context),
            ResumeRollout c => RolloutDecisions.Decide(world.Rollouts, Gate(world, isCold), c, context),
            AbortRollout c => RolloutDecisions.Decide(world.Rollouts, Gate(world, isCold), c, context),
            RollBack c => RolloutDecisions.Decide(world.Rollouts, Gate(world, isCold), c, context),
            PassStep c => JudgeDecisions.Decide(world.Rollouts, Gate(world, isCold), c),
            ReportBreach c => JudgeDecisions.Decide(world.Rollouts, Gate(world, isCold), c),
            ReportSharedBreach c => JudgeDecisions.Decide(world.Rollouts, Gate(world, isCold), c),
            CreateToken c => TokenDecisions.Decide(world.Governance, c, context),
            RevokeToken c => TokenDecisions.Decide(world.Governance, c, context),
            _ => throw new UnreachableException($"No decision for {command.GetType().Name}."),
        };

    private static ReleaseGate Gate(WorldState world, Func<WorldState, Name, Name, bool>? isCold)
    {
        var gate = new ReleaseGate(world.Routing, world.Releases, world.Evaluation);
        return isCold is null ? gate : gate with { IsCold = (endpoint, release) => isCold(world, endpoint, release) };
    }
}
