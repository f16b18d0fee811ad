using Backstay.Client.Versions;
using Backstay.Core.Evaluation;
using Backstay.Core.Governance;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Server.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>What was measured of versions: facts beside them.</summary>
internal static class ScorecardEndpoints
{
    public static void MapScorecards(this RouteGroupBuilder api)
    {
        var scorecards = api.MapGroup("/versions" + VersionEndpoints.One + "/scorecards").WithTags("Scorecards");
        scorecards.MapPost("", RecordAsync).Needs(TokenScope.Operator).Commands()
            .WithSummary("Record what was measured of a version.").Fails(404);
        scorecards.MapGet("", ListAsync).Needs(TokenScope.Observer)
            .WithSummary("Read a version's scorecards in the order of their recording.");
    }

    private static async Task<Results<Created<ScorecardAnswer>, ProblemResult>> RecordAsync(
        HttpContext http, string kind, string name, string number, ScorecardRequest request, CommandGate gate, LedgerSession ledger)
    {
        if (!QueryTexts.ParseVersion(kind, name, number).TryGet(out var id, out var wrong))
        {
            return wrong.ToResult();
        }

        var receipt = await gate.SubmitAsync(http, new RecordScorecard(id, request.Measures, request.Suite, request.Data));
        if (!receipt.IsOk)
        {
            return receipt.Problem.ToResult();
        }

        var position = receipt.Value.Facts[0].Seq;
        return TypedResults.Created(http.Request.Path, Show(ledger.Current.Evaluation.Of(id).Single(card => card.Position == position)));
    }

    private static async Task<Results<Ok<ScorecardList>, ProblemResult>> ListAsync([AsParameters] VersionRead read, CancellationToken ct)
    {
        var list = (await read.FindAsync(ct)).Map(found =>
            new ScorecardList(found.Version.Id, [.. found.World.Evaluation.Of(found.Version.Id).Select(Show)]));
        return list.TryGet(out var answer, out var problem) ? TypedResults.Ok(answer) : problem.ToResult();
    }

    private static ScorecardAnswer Show(Scorecard card) => new(
        card.Fact.Version, card.Fact.Measures, card.Fact.Suite, card.Fact.Data, card.Position, card.Time, card.RecordedBy);
}
