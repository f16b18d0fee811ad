using System.Collections.Immutable;
using System.Text.Json;
using Backstay.Client;
using Backstay.Client.Apply;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Core.Releases;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Core.World;
using Backstay.Server.Node;

namespace Backstay.Server.Apply;

/// <summary>
/// Says what documents would come to, each decided as if those before it were applied. A document that is so already
/// comes to nothing, and a release that had its rollout at an endpoint does not get another one by being applied again.
/// </summary>
internal sealed class ApplyPlanner(LedgerSession ledger, TimeProvider time)
{
    public Result<PlanAnswer> Plan(PlanRequest request, Actor actor)
    {
        if (request.Documents.Length is 0 or > PlanRequest.MaxDocuments)
        {
            return Problem.Invalid("documents", $"A plan has 1 to {PlanRequest.MaxDocuments} documents, not {request.Documents.Length}.");
        }

        var world = ledger.Current;
        var whatIf = new WhatIf(world, actor, time.GetUtcNow());
        var changes = ImmutableArray.CreateBuilder<PlannedChange>(request.Documents.Length);
        for (var i = 0; i < request.Documents.Length; i++)
        {
            var change = PlanOne(whatIf, request.Documents[i]);
            if (change is null)
            {
                return Problem.Invalid($"documents[{i}]", "A document has exactly one of 'endpoint', 'release', 'rollout' and 'system'.");
            }

            changes.Add(change);
        }

        return new PlanAnswer(world.Position, changes.ToImmutable());
    }

    private static PlannedChange? PlanOne(WhatIf whatIf, ApplyDocument document) => document switch
    {
        { Endpoint: { } d, Release: null, Rollout: null, System: null } => Decide(
            whatIf, "endpoint", d.Endpoint.ToString(), new DeclareEndpoint(d.ToConfig(d.Endpoint), d.Why), Differences(whatIf.World, d)),
        { Release: { } d, Endpoint: null, Rollout: null, System: null } => Decide(
            whatIf, "release", d.Release.ToString(), d.ToCommand(), []),
        { System: { } d, Endpoint: null, Release: null, Rollout: null } => PlanSystem(whatIf, d),
        { Rollout: { } d, Endpoint: null, Release: null, System: null } => PlanRollout(whatIf, d.ToCommand()),
        _ => null,
    };

    private static PlannedChange PlanSystem(WhatIf whatIf, SystemDocument document)
    {
        var name = document.System.ToString();
        if (!whatIf.World.Releases.Systems.TryGetValue(document.System, out var before))
        {
            return Decide(whatIf, "system", name, new SetSystem(document.System, document.Version, document.Why), []);
        }

        return before.Version == document.Version
            ? new("system", name, PlannedAction.None, [], Problem: null)
            : Decide(whatIf, "system", name, new SetSystem(document.System, document.Version, document.Why), [$"version: {before.Version} to {document.Version}"]);
    }

    private static PlannedChange PlanRollout(WhatIf whatIf, StartRollout command)
    {
        var name = $"{command.Endpoint} to {command.Release}";
        if (Earlier(whatIf.World.Rollouts, command) is { } earlier)
        {
            return new("rollout", name, PlannedAction.None, [earlier], Problem: null);
        }

        var isFirst = whatIf.World.Rollouts.TrafficOf(command.Endpoint).Current is null;
        var planned = Decide(whatIf, "rollout", name, command, []);
        return planned.Action == PlannedAction.Refused
            ? planned
            : planned with { Changes = [isFirst ? "all traffic at once: the endpoint's first release" : "traffic moves step by step"] };
    }

    /// <summary>How the release stands to the endpoint already; null where it never came there.</summary>
    private static string? Earlier(RolloutsState rollouts, StartRollout command)
    {
        var traffic = rollouts.TrafficOf(command.Endpoint);
        if (traffic.Current == command.Release)
        {
            return "it is the current release";
        }

        var last = rollouts.Rollouts.Values
            .Where(record => record.Endpoint == command.Endpoint && record.To == command.Release)
            .MaxBy(record => record.StartedAt);
        var again = $"to do it again: backstay rollout start {command.Endpoint} {command.Release} --why WHY";
        return last switch
        {
            { Status: RolloutStatus.Running or RolloutStatus.Paused } => $"rollout {last.Rollout} is under way",
            { Status: RolloutStatus.RolledBack } => $"rollout {last.Rollout} was rolled back ({last.Reason}); {again}",
            { } => $"rollout {last.Rollout} completed; {again}",
            null when traffic.Standbys.Contains(command.Release) => $"it served before and is a standby; {again}",
            null => null,
        };
    }

    private static PlannedChange Decide(WhatIf whatIf, string kind, string name, ICommand command, ImmutableArray<string> differences)
    {
        var tried = whatIf.Try(command);
        if (!tried.TryGet(out var facts, out var problem))
        {
            return new(kind, name, PlannedAction.Refused, [], new(problem.Code, problem.Message, problem.Field, problem.Hint));
        }

        var action = facts.IsEmpty ? PlannedAction.None : differences.IsEmpty ? PlannedAction.Create : PlannedAction.Change;
        return new(kind, name, action, facts.IsEmpty ? [] : differences, Problem: null);
    }

    /// <summary>Top-level fields that differ from the endpoint's declaration; none where there is none.</summary>
    private static ImmutableArray<string> Differences(WorldState world, EndpointDocument document)
    {
        if (!world.Routing.Endpoints.TryGetValue(document.Endpoint, out var existing))
        {
            return [];
        }

        var before = JsonSerializer.SerializeToElement(existing.Config, WireJson.Options);
        var after = JsonSerializer.SerializeToElement(document.ToConfig(document.Endpoint), WireJson.Options);
        return
        [
            .. after.EnumerateObject()
                .Where(member => !JsonElement.DeepEquals(member.Value, before.GetProperty(member.Name)))
                .Select(member => $"{member.Name}: {before.GetProperty(member.Name).GetRawText()} to {member.Value.GetRawText()}"),
        ];
    }
}
