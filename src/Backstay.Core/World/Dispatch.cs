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
    public static Result<NewFacts> Decide(
        WorldState world, ICommand command, DecideContext context, Func<WorldState, Name, Name, bool>? isCold = null) => command switch
        {
            RegisterVersion c => RegistryDecider.Decide(world.Registry, c, context),
            RecordLineageEdge c => LineageDecider.Decide(world.Lineage, world.Registry, c, context),
            RecordScorecard c => EvaluationDecider.Decide(world.Registry, c),
            ProposeRelease c => ReleaseDecider.Decide(world.Releases, world.Registry, c, context),
            SetSystem c => ReleaseDecider.Decide(c, context),
            RecordEvidence c => ReleaseDecider.Decide(world.Releases, c),
            DeclareEndpoint c => (RolloutNames.Check(world, c) ?? RunningUnit.Check(world, c)) is { } held ? held : EndpointDecider.Decide(world.Routing, c, context),
            StartRollout c => RolloutDecider.Decide(world.Rollouts, Gate(world, isCold), c, context),
            PauseRollout c => RolloutDecider.Decide(world.Rollouts, c, context),
            ResumeRollout c => RolloutDecider.Decide(world.Rollouts, Gate(world, isCold), c, context),
            AbortRollout c => RolloutDecider.Decide(world.Rollouts, Gate(world, isCold), c, context),
            RollBack c => RolloutDecider.Decide(world.Rollouts, Gate(world, isCold), c, context),
            PassStep c => JudgeDecider.Decide(world.Rollouts, Gate(world, isCold), c),
            ReportBreach c => JudgeDecider.Decide(world.Rollouts, Gate(world, isCold), c),
            ReportSharedBreach c => JudgeDecider.Decide(world.Rollouts, Gate(world, isCold), c),
            CreateToken c => TokenDecider.Decide(world.Governance, c, context),
            RevokeToken c => TokenDecider.Decide(world.Governance, c, context),
            _ => throw new UnreachableException($"Nothing decides {command.GetType().Name}."),
        };

    private static ReleaseGate Gate(WorldState world, Func<WorldState, Name, Name, bool>? isCold)
    {
        var gate = new ReleaseGate(world.Routing, world.Releases, world.Evaluation);
        return isCold is null ? gate : gate with { IsCold = (endpoint, release) => isCold(world, endpoint, release) };
    }
}
