using Backstay.Client.Environments;
using Backstay.Core.Environments;
using Backstay.Core.Governance;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Backstay.Server.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Api;

/// <summary>Environments: how far two of them are apart.</summary>
internal static class EnvironmentEndpoints
{
    public static void MapEnvironments(this RouteGroupBuilder api) => api
        .MapPost("/environments/compare", CompareAsync).Needs(TokenScope.Observer)
        .WithTags("Environments")
        .WithSummary("Graded differences of two environments, each a registered version (string) or a manifest (object).").Fails(404);

    private static async Task<Results<Ok<EnvironmentComparison>, ProblemResult>> CompareAsync(
        CompareEnvironmentsRequest request, EnvironmentSides sides, LedgerSession ledger, CancellationToken ct)
    {
        var compared = await sides.CompareAsync(ledger.Current, request, ct);
        return compared.TryGet(out var answer, out var problem) ? TypedResults.Ok(answer) : problem.ToResult();
    }
}
