using Backstay.Client;
using Backstay.Client.Decisions;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Server.Decisions;
using Backstay.Server.Endpoints;
using Backstay.Server.Node;
using Backstay.Server.Security;

namespace Backstay.Server.Api;

/// <summary>What was decided for each request, why, and what became of it.</summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this RouteGroupBuilder api)
    {
        var decisions = api.MapGroup("/decisions").WithTags("Decisions");
        decisions.MapGet("", ListAsync).Needs(TokenScope.Observer).Answers<Listing<DecisionRecord>>("An endpoint's latest decisions", 400, 404);
        decisions.MapGet("/{decision}", FindAsync).Needs(TokenScope.Observer).Answers<DecisionStory>("A decision with its shadow and outcomes", 404);
        decisions.MapGet("/{decision}/explain", ExplainAsync).Needs(TokenScope.Observer).Answers<Explanation>("Why this answer: the choice made again, and what it was made of", 404);
        decisions.MapPost("/{decision}/outcomes", PostAsync).Needs(TokenScope.Caller).Answers<PostOutcomesAnswer>("Post a label or any measurement of a decision", 400);
        api.MapPost("/outcomes", PostManyAsync).Needs(TokenScope.Caller).WithTags("Decisions").Answers<PostOutcomesAnswer>("Post outcomes of many decisions", 400);
    }

    private static async Task<IResult> ListAsync(LedgerSession ledger, IDecisionStore decisions, Name endpoint, CancellationToken ct, int limit = Limits.Default)
    {
        if ((Limits.Check(limit) ?? EndpointReader.Missing(ledger.Current, endpoint)) is { } wrong)
        {
            return wrong.ToResult();
        }

        await decisions.FlushAsync(ct);
        var latest = await decisions.LatestAsync(endpoint.ToString(), limit + 1, ct);
        return TypedResults.Ok(new Listing<DecisionRecord>([.. latest.Take(limit)], latest.Count > limit));
    }

    private static async Task<IResult> FindAsync(DecisionExplainer explainer, Guid decision, CancellationToken ct) =>
        (await explainer.FindAsync(decision, ct)).ToOk();

    private static async Task<IResult> ExplainAsync(HttpContext http, DecisionExplainer explainer, Guid decision) =>
        (await explainer.ExplainAsync(decision, http.Request.Headers[UnitSource.DefaultHeader].FirstOrDefault(), http.RequestAborted)).ToOk();

    private static async Task<IResult> PostAsync(HttpContext http, OutcomePoster poster, Guid decision, PostOutcomesRequest request) =>
        (await poster.PostAsync(decision, request, http.Caller(), http.RequestAborted)).ToOk();

    private static async Task<IResult> PostManyAsync(HttpContext http, OutcomePoster poster, PostManyOutcomesRequest request) =>
        (await poster.PostAsync(request, http.Caller(), http.RequestAborted)).ToOk();
}
