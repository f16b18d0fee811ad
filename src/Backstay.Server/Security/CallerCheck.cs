using Backstay.Core.Governance;
using Backstay.Core.Primitives;
using Backstay.Server.Api;
using Backstay.Server.Live;

namespace Backstay.Server.Security;

/// <summary>Deny by default: a request passes when its endpoint says which scope it needs and the caller has it.</summary>
internal sealed class CallerCheck(RequestDelegate next, CallerAuthenticator authenticator)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            return next(http);
        }

        var required = endpoint.Metadata.GetMetadata<RequiredScope>();
        if (required is { Scope: null })
        {
            return next(http);
        }

        var needed = required?.Scope ?? TokenScope.Admin;
        var caller = authenticator.Authenticate(BrowserSession.AuthorizationOf(http.Request));
        if (!caller.IsOk)
        {
            if (BrowserSession.IsPage(http.Request))
            {
                http.Response.Redirect(SignInEndpoints.Path);
                return Task.CompletedTask;
            }

            http.Response.Headers.WWWAuthenticate = "Bearer";
            return caller.Problem.ToResult().ExecuteAsync(http);
        }

        if (!caller.Value.May(needed))
        {
            return new Problem(
                ProblemKind.Forbidden,
                "scope-missing",
                $"This needs a token of scope {needed.ToString().ToLowerInvariant()}; yours has {caller.Value.Scope.ToString().ToLowerInvariant()}.")
                .ToResult().ExecuteAsync(http);
        }

        http.Features.Set(caller.Value);
        return next(http);
    }
}
