using Backstay.Core.Governance;
using Backstay.Core.Primitives;

namespace Backstay.Server.Security;

/// <summary>Finds out who a request is from. Before the first token exists everybody on loopback is admin.</summary>
public sealed class CallerAuthenticator(Func<GovernanceState> current, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>The caller, or why there is none (401).</summary>
    public Result<Caller> Authenticate(string? authorization)
    {
        var governance = current();
        if (string.IsNullOrEmpty(authorization))
        {
            return governance.Closed
                ? Unauthenticated("This server has tokens, and the request carries none.", "Send 'Authorization: Bearer TOKEN', or set BACKSTAY_TOKEN for the CLI.")
                : Caller.Local;
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Unauthenticated("Only bearer tokens are understood.", "Send 'Authorization: Bearer TOKEN'.");
        }

        // 256 random bits: looking their hash up leaks nothing that timing could tell.
        var hash = TokenSecret.HashOf(authorization[Scheme.Length..].Trim());
        var now = time.GetUtcNow();
        return governance.Find(hash, now) is { } token
            ? new Caller(token.Fact.Holder, token.Fact.Token.ToString(), token.Fact.Scope)
            : Unauthenticated("The token is unknown, expired or revoked.", HintFor(governance, now));
    }

    /// <summary>Nobody is sent to an admin where there can be none.</summary>
    private static string HintFor(GovernanceState governance, DateTimeOffset now) => AdminAccess.Left(governance, now) == TimeSpan.Zero
        ? "No admin token is live. " + AdminAccess.Recovery
        : "Ask an admin for a new one: backstay token create.";

    private static Problem Unauthenticated(string message, string hint) =>
        new(ProblemKind.Unauthenticated, "unauthenticated", message) { Hint = hint };
}
