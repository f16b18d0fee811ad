using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backstay.Server.Api;

/// <summary>Tokens: who may do what. The first one closes the server to everybody without one.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapPost("", PostAsync).Needs(TokenScope.Admin).Commands().Answers<CreatedToken>("Create a token; its secret is in this answer only", 400, 409, 422);
        tokens.MapGet("", GetAll).Needs(TokenScope.Admin).Answers<IReadOnlyList<TokenDocument>>("All tokens by name, without secrets");
        tokens.MapDelete("/{name}", DeleteAsync).Needs(TokenScope.Admin).Commands().Answers<RevokedToken>("Revoke a token, at once and for good", 400, 404, 422);
    }

    private static async Task<IResult> PostAsync(TokenIssuer issuer, HttpContext http, NewToken token) =>
        (await issuer.CreateAsync(http, token)).ToOk();

    private static Ok<IReadOnlyList<TokenDocument>> GetAll(LedgerSession ledger, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var tokens = ledger.Current.Governance.Tokens.Values.OrderBy(token => token.Fact.Token);
        return TypedResults.Ok<IReadOnlyList<TokenDocument>>([.. tokens.Select(token => TokenDocuments.Of(token, now))]);
    }

    private static async Task<IResult> DeleteAsync(CommandGate gate, HttpContext http, string name, [FromBody] RevokeTokenRequest request)
    {
        if (!Name.TryParse(name, out var token))
        {
            return Problem.Invalid("name", $"'{name}' is not {Name.Form}.").ToResult();
        }

        var receipt = await gate.SubmitAsync(http, new RevokeToken(token, request.Why));
        return receipt.Map(committed => new RevokedToken(token, committed.Position)).ToOk();
    }
}
