using Backstay.Client.Tokens;
using Backstay.Core.Governance;

namespace Backstay.Server.Security;

internal static class TokenDocuments
{
    public static TokenDocument Of(Token token, DateTimeOffset now)
    {
        var condition = token.Revoked ? TokenCondition.Revoked
            : token.Fact.Expires <= now ? TokenCondition.Expired
            : TokenCondition.Live;
        return new TokenDocument(token.Fact.Token, token.Fact.Scope, token.Fact.Holder, token.Fact.Expires, condition);
    }
}
