using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Rollouts;

/// <summary>Decides what people ask of rollouts. The judge's own commands are decided in <see cref="JudgeDecider"/>.</summary>
public static class RolloutDecider
{
    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, StartRollout command, DecideContext context)
    {
        if (TextRules.Required("why", command.Why) is { } why)
        {
            return why;
        }

        if (gate.Missing(command.Endpoint, command.Release) is { } missing)
        {
            return missing;
        }

        var plan = command.Plan ?? RolloutTemplates.Default;
        if (RolloutPlanRules.Check(plan) is { } problem)
        {
            return problem;
        }

        var traffic = rollouts.TrafficOf(command.Endpoint);
        if (traffic.Active is { } active)
        {
            return Problem.Conflict(
                "rollout-active",
                $"Endpoint '{command.Endpoint}' has the rollout {active.Rollout} to {active.To} already; one at a time.",
                "Let it end, or: backstay rollout abort.");
        }

        if (traffic.Current == command.Release)
        {
            return Problem.Conflict("already-current", $"Release '{command.Release}' is the current one of '{command.Endpoint}'.") with { Field = "release" };
        }

        // Without a current release there is nobody to compare with, and no shadow could be compared either.
        var shadowFirst = traffic.Current is not null && plan.Steps[0].Kind == StepKind.Shadow;
        var objections = gate.Check(command.Endpoint, command.Release, shadowFirst);
        if (!objections.IsEmpty)
        {
            return ReleaseGate.Refuse("not-eligible", $"Release '{command.Release}' may not get traffic of '{command.Endpoint}'", objections);
        }

        return traffic.Current is { } from
            ? NewFacts.Of(new RolloutStarted(
                rollouts.NextRollout(command.Endpoint, gate.Routing), command.Endpoint, from, command.Release, plan, context.Seal(command.Why)))
            : NewFacts.Of(new ReleaseActivated(command.Endpoint, command.Release, context.Seal(command.Why)));
    }

    public static Result<NewFacts> Decide(RolloutsState rollouts, PauseRollout command, DecideContext context)
    {
        var found = Find(rollouts, command.Rollout, command.Why);
        if (!found.TryGet(out var active, out var problem))
        {
            return problem;
        }

        return active.Paused
            ? NewFacts.None
            : NewFacts.Of(new RolloutPaused(
                active.Rollout, active.Endpoint, PauseCause.Command, "paused by hand", [], context.Seal(command.Why)));
    }

    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, ResumeRollout command, DecideContext context)
    {
        var found = Find(rollouts, command.Rollout, command.Why);
        if (!found.TryGet(out var active, out var problem))
        {
            return problem;
        }

        if (!active.Paused)
        {
            return NewFacts.None;
        }

        var objections = gate.Check(active.Endpoint, active.To, active.CurrentStep.Kind == StepKind.Shadow);
        return objections.IsEmpty
            ? NewFacts.Of(new RolloutResumed(active.Rollout, active.Endpoint, context.Seal(command.Why)))
            : ReleaseGate.Refuse("not-eligible", $"Release '{active.To}' may not get more traffic of '{active.Endpoint}'", objections);
    }

    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, AbortRollout command, DecideContext context)
    {
        var found = Find(rollouts, command.Rollout, command.Why);
        if (!found.TryGet(out var active, out var problem))
        {
            return problem;
        }

        return NewFacts.Of(new RolledBack(
            active.Endpoint, active.Rollout, active.To, RollbackTargets.AfterRollout(rollouts, gate, active),
            RollbackCause.Abort,
            command.Escaped ? "escape taken before a restart, its evidence lost with the process" : "rollout aborted by hand",
            command.Escaped,
            context.Seal(command.Why)));
    }

    public static Result<NewFacts> Decide(RolloutsState rollouts, ReleaseGate gate, RollBack command, DecideContext context)
    {
        if (TextRules.Required("why", command.Why) is { } why)
        {
            return why;
        }

        if (gate.Missing(command.Endpoint, command.To ?? command.Ready) is { } missing)
        {
            return missing;
        }

        var traffic = rollouts.TrafficOf(command.Endpoint);
        if (traffic.Current is not { } current)
        {
            return Problem.Conflict("nothing-serves", $"Endpoint '{command.Endpoint}' has no release to go back from.");
        }

        var target = Target(rollouts, gate, command, traffic);
        return target.IsOk
            ? NewFacts.Of(new RolledBack(
                command.Endpoint, traffic.Active?.Rollout, traffic.Active?.To ?? current, target.Value,
                RollbackCause.Command, "rolled back by hand", Escaped: false, context.Seal(command.Why)))
            : target.Problem;
    }

    private static Result<Name> Target(RolloutsState rollouts, ReleaseGate gate, RollBack command, EndpointTraffic traffic)
    {
        if ((command.To ?? command.Ready) is { } named)
        {
            var judged = RollbackTargets.Judge(rollouts, gate, command.Endpoint, named);
            return judged.IsValid
                ? named
                : ReleaseGate.Refuse("no-target", $"'{command.Endpoint}' can't go back to '{named}'", judged.WhyNot) with
                {
                    Hint = $"backstay rollback {command.Endpoint} --list shows every target.",
                };
        }

        if (traffic.Active is { } active)
        {
            return RollbackTargets.AfterRollout(rollouts, gate, active);
        }

        // Whoever submits this made it hot before.
        if (RollbackTargets.Newest(rollouts, gate, command.Endpoint, isHot: false) is { } newest)
        {
            return newest;
        }

        var reasons = traffic.Standbys.SelectMany(standby => gate.Check(command.Endpoint, standby)
            .Select(o => o with { Message = $"{standby}: {o.Message}" }));
        return ReleaseGate.Refuse(
            "no-target",
            $"'{command.Endpoint}' has no release to go back to",
            traffic.Standbys.IsEmpty ? [new("no-standby", "it has no standby")] : reasons);
    }

    private static Result<ActiveRollout> Find(RolloutsState rollouts, string rollout, string why)
    {
        if (TextRules.Required("why", why) is { } problem)
        {
            return problem;
        }

        if (!rollouts.Rollouts.TryGetValue(rollout, out var record))
        {
            return Problem.NotFound("rollout", rollout, HintFor(rollouts, rollout));
        }

        return rollouts.TrafficOf(record.Endpoint).Active is { } active && active.Rollout == rollout
            ? active
            : Problem.Conflict("rollout-ended", $"Rollout {rollout} has ended: it is {(record.Status == RolloutStatus.RolledBack ? "rolled back" : "completed")}.");
    }

    /// <summary>Whoever names an endpoint means the rollout that it has now.</summary>
    private static string HintFor(RolloutsState rollouts, string wanted)
    {
        if (Name.TryParse(wanted, out var endpoint) && rollouts.TrafficOf(endpoint).Active is { } active)
        {
            return $"Endpoint '{endpoint}' has the rollout {active.Rollout}: name that.";
        }

        var meant = NearestName.Of(wanted, rollouts.Rollouts.Keys) is { } nearest ? $"Did you mean '{nearest}'? " : string.Empty;
        return $"{meant}See them all: backstay rollout status.";
    }
}
