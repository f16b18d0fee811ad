using Backstay.Core.Governance;
using Backstay.Core.Lineage;
using Backstay.Core.Primitives;
using Backstay.Server.Security;
using Backstay.Server.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>What versions were made from, and what was made from them.</summary>
internal static class LineageEndpoints
{
    private const int DefaultDepth = 10;
    private const int DefaultLimit = 1_000;

    public static void MapLineage(this RouteGroupBuilder api) => api
        .MapGet("/versions" + VersionEndpoints.One + "/lineage", WalkAsync).Needs(TokenScope.Observer)
        .WithTags("Lineage")
        .WithSummary("Walk up to what a version was made from, or down to what was made from it; ?edge= (repeatable) keeps to some relations.");

    private static async Task<Results<Ok<LineageView>, ProblemResult>> WalkAsync(
        [AsParameters] VersionRead read, string? direction, int? depth, int? limit, string[]? edge, CancellationToken ct)
    {
        if (!ParseDirection(direction).TryGet(out var way, out var wrongWay))
        {
            return wrongWay.ToResult();
        }

        if (!ParseEdges(edge ?? []).TryGet(out var only, out var wrongEdge))
        {
            return wrongEdge.ToResult();
        }

        var view = (await read.FindAsync(ct)).Then(found => LineageWalk.Run(
            found.World.Lineage, found.Version.Id, way, depth ?? DefaultDepth, limit ?? DefaultLimit, only.Count == 0 ? null : only));
        return view.TryGet(out var answer, out var problem) ? TypedResults.Ok(answer) : problem.ToResult();
    }

    private static Result<LineageDirection> ParseDirection(string? text) => text switch
    {
        null or "up" => LineageDirection.Up,
        "down" => LineageDirection.Down,
        _ => Problem.Invalid("direction", $"A direction is up or down, not '{QueryTexts.Shown(text)}'."),
    };

    private static Result<HashSet<LineageRelation>> ParseEdges(IReadOnlyList<string> texts)
    {
        var all = Enum.GetValues<LineageRelation>();
        var found = new HashSet<LineageRelation>();
        foreach (var text in texts)
        {
            if (!all.Any(relation => relation.ToText() == text))
            {
                return Problem.Invalid("edge", $"'{QueryTexts.Shown(text)}' is none of {string.Join(", ", all.Select(r => r.ToText()))}.");
            }

            found.Add(all.First(relation => relation.ToText() == text));
        }

        return found;
    }
}
