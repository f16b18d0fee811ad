using Backstay.Client;
using Backstay.Client.Endpoints;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Rollouts;
using Backstay.Core.Routing;
using Backstay.Server.Endpoints;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>Endpoints: what they are, what serves them, where they can go back to, and what changed.</summary>
internal static class EndpointEndpoints
{
    public static void MapDeclaredEndpoints(this RouteGroupBuilder api)
    {
        var endpoints = api.MapGroup("/endpoints").WithTags("Endpoints");
        endpoints.MapGet("", List).Needs(TokenScope.Observer).Answers<Listing<EndpointSummary>>("All endpoints, by name");
        endpoints.MapPut("/{endpoint}", DeclareAsync).Needs(TokenScope.Operator).Commands().Answers<EndpointView>("Declare an endpoint, or replace its declaration whole", 400, 422);
        endpoints.MapGet("/{endpoint}", FindAsync).Needs(TokenScope.Observer).Answers<EndpointView>("An endpoint with what stands behind it", 404);
        endpoints.MapGet("/{endpoint}/targets", Targets).Needs(TokenScope.Observer).Answers<Listing<TargetView>>("Where it can go back to, and why not elsewhere", 404);
        endpoints.MapPost("/{endpoint}/rollback", RollBackAsync).Needs(TokenScope.Operator).Commands().Answers<RollbackAnswer>("Go back, all parts together", 400, 404, 409, 422);
        endpoints.MapGet("/{endpoint}/changes", ChangesAsync).Needs(TokenScope.Observer).Answers<Listing<ChangeView>>("What changed, newest first, with who and why", 400, 404);
    }

    private static Ok<Listing<EndpointSummary>> List(EndpointReader reader) => TypedResults.Ok(reader.List());

    private static async Task<IResult> DeclareAsync(
        HttpContext http, CommandGate gate, EndpointDeclarer declarer, EndpointReader reader, Name endpoint, DeclareEndpointRequest request)
    {
        var command = new DeclareEndpoint(request.ToConfig(endpoint), request.Why);
        var actor = http.Caller().ToActor(onBehalfOf: null);
        var receipt = await gate.SubmitAsync(http, command, (commit, ct) => declarer.DeclareAsync(command, actor, () => commit(command), ct));
        return receipt.IsOk ? (await reader.FindAsync(endpoint, http.RequestAborted)).ToOk() : receipt.Problem.ToResult();
    }

    private static async Task<IResult> FindAsync(EndpointReader reader, Name endpoint, CancellationToken ct) =>
        (await reader.FindAsync(endpoint, ct)).ToOk();

    private static IResult Targets(EndpointReader reader, Name endpoint) => reader.Targets(endpoint).ToOk();

    private static async Task<IResult> RollBackAsync(
        HttpContext http, CommandGate gate, RollbackPreparer preparer, Name endpoint, RollbackRequest request)
    {
        var asked = new RollBack(endpoint, request.To, request.Why);
        var receipt = await gate.SubmitAsync(http, asked, async (commit, ct) =>
            (await preparer.PrepareAsync(asked, ct)).TryGet(out var prepared, out var problem) ? await commit(prepared) : problem);
        return receipt.Map(recorded =>
        {
            var committed = recorded.Facts.Single(fact => fact.Fact is RolledBack);
            var fact = (RolledBack)committed.Fact;
            return new RollbackAnswer(fact.Endpoint, fact.From, fact.To, fact.Rollout, committed.Seq, committed.Head.Time);
        }).ToOk();
    }

    private static async Task<IResult> ChangesAsync(
        ChangeFinder changes, Name endpoint, CancellationToken ct, string? since = null, int limit = Limits.Default) =>
        Limits.Check(limit) is { } wrong ? wrong.ToResult() : (await changes.FindAsync(endpoint, since, limit, ct)).ToOk();
}
