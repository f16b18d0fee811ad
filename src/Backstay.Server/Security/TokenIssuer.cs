using Backstay.Client.Tokens;
using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Server.Api;

namespace Backstay.Server.Security;

/// <summary>Makes tokens. The secret exists in the answer and nowhere else; its hash is what the ledger gets.</summary>
internal sealed class TokenIssuer(CommandGate gate, IIdSource ids, TimeProvider time)
{
    public async Task<Result<CreatedToken>> CreateAsync(HttpContext http, NewToken wanted)
    {
        var secret = TokenSecret.Draw(ids);
        var hash = TokenSecret.HashOf(secret);
        var receipt = await gate.SubmitAsync(
            http, new CreateToken(wanted.Name, hash, wanted.Scope, wanted.Holder, wanted.Expires, wanted.LifetimeDays));
        if (!receipt.TryGet(out var committed, out var problem))
        {
            return problem;
        }

        var created = committed.Facts.Select(fact => fact.Fact).OfType<TokenCreated>().Single();
        var document = TokenDocuments.Of(new Token(created, Revoked: false), time.GetUtcNow());
        return created.Hash == hash
            ? new CreatedToken(created.Token, secret, "The secret is shown this once; keep it safe.", document)
            : new CreatedToken(
                created.Token, Secret: null,
                "This repeats an earlier request. Its secret was shown then and can't be shown again; if it was lost, revoke this token and create another.",
                document);
    }
}
