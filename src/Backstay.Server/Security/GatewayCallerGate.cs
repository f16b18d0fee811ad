using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Gateway.Requests;

namespace Backstay.Server.Security;

/// <summary>The same tokens as on the control API open the gateway; scope caller is enough.</summary>
internal sealed class GatewayCallerGate(CallerAuthenticator authenticator) : ICallerGate
{
    public ValueTask<Problem?> CheckAsync(string? authorization, CancellationToken ct)
    {
        var caller = authenticator.Authenticate(authorization);
        return ValueTask.FromResult(
            !caller.IsOk ? caller.Problem
            : caller.Value.May(TokenScope.Caller) ? null
            : new Problem(ProblemKind.Forbidden, "scope-missing", "Calling endpoints needs a token of scope caller."));
    }
}
