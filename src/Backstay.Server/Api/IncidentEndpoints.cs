using Backstay.Client;
using Backstay.Client.Incidents;
using Backstay.Core.Governance;
using Backstay.Core.Monitoring;
using Backstay.Core.Primitives;
using Backstay.Server.Alerts;
using Backstay.Server.Endpoints;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>What went wrong, with its evidence, and what people were told.</summary>
internal static class IncidentEndpoints
{
    public static void MapIncidents(this RouteGroupBuilder api)
    {
        var incidents = api.MapGroup("/incidents").WithTags("Incidents");
        incidents.MapGet("", List).Needs(TokenScope.Observer).Answers<Listing<IncidentSummary>>("Incidents, newest first", 400, 404);
        incidents.MapGet("/{incident}", Find).Needs(TokenScope.Observer).Answers<IncidentView>("An incident with evidence, timeline, owner and playbook", 404);
        api.MapGet("/alerts", Alerts).Needs(TokenScope.Observer).WithTags("Incidents").Answers<Listing<AlertView>>("The latest alerts since the server started, newest first");
    }

    private static IResult List(LedgerSession ledger, Name? endpoint = null, int limit = Limits.Default)
    {
        var world = ledger.Current;
        if ((Limits.Check(limit) ?? (endpoint is { } wanted ? EndpointReader.Missing(world, wanted) : null)) is { } wrong)
        {
            return wrong.ToResult();
        }

        var all = world.Monitoring.Incidents.Values
            .Where(incident => endpoint is null || incident.Endpoint == endpoint)
            .OrderByDescending(incident => incident.Position)
            .ToArray();
        return TypedResults.Ok(new Listing<IncidentSummary>([.. all.Take(limit).Select(SummaryOf)], all.Length > limit));
    }

    private static IResult Find(LedgerSession ledger, string incident)
    {
        var world = ledger.Current;
        return world.Monitoring.Incidents.TryGetValue(incident, out var found)
            ? TypedResults.Ok(new IncidentView(
                found, world.Routing.Endpoints[found.Endpoint].Config.Playbook?.ToString(),
                world.Rollouts.Rollouts[found.Rollout].Status, world.Rollouts.TrafficOf(found.Endpoint).Current))
            : Problem.NotFound("incident", incident, "See them all: backstay incident list.").ToResult();
    }

    private static Ok<Listing<AlertView>> Alerts(AlertLoop alerts) =>
        TypedResults.Ok(new Listing<AlertView>([.. alerts.Recent.Select(alert => alert.ToView())]));

    private static IncidentSummary SummaryOf(Incident incident) => new(
        incident.Id, incident.Opened, incident.Kind, incident.Endpoint, incident.Rollout, incident.From, incident.To,
        incident.Owner, incident.Summary);
}
