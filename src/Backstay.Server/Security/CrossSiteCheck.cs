using Backstay.Core.Primitives;
using Backstay.Server.Api;

namespace Backstay.Server.Security;

/// <summary>
/// Refuses to change anything for a page of another site: a browser sends a form or a bare POST anywhere without asking,
/// and before the first token exists whoever reaches the listener may do all. Browsers say where a request comes from
/// and let no script alter it; the CLI, programs and curl say nothing and pass. So does a request with a token of its
/// own in <c>Authorization</c>: a page that does not have the token can't forge that.
/// </summary>
internal sealed class CrossSiteCheck(RequestDelegate next)
{
    private const string FetchSite = "Sec-Fetch-Site";

    public Task InvokeAsync(HttpContext http) => IsRead(http.Request.Method) || HasToken(http.Request) || IsOurs(http.Request)
        ? next(http)
        : new Problem(ProblemKind.Forbidden, "cross-site", "A page of another site sent this, and may not change anything here.")
        {
            Hint = "Use the CLI, a program, or a page of this server; a program must send neither 'Origin' nor 'Sec-Fetch-Site'.",
        }.ToResult().ExecuteAsync(http);

    private static bool IsRead(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool HasToken(HttpRequest request) => request.Headers.Authorization.Count > 0;

    /// <summary>
    /// What <c>Sec-Fetch-Site</c> says counts: it is right behind proxies too. Browsers before it send <c>Origin</c>,
    /// whose host and port must be those that the request names; a page on another port of this host is another's.
    /// </summary>
    private static bool IsOurs(HttpRequest request)
    {
        if (request.Headers[FetchSite] is { Count: > 0 } site)
        {
            return site is ["same-origin" or "none"];
        }

        return request.Headers.Origin is not { Count: > 0 } origin
            || (origin is [{ } only]
                && Uri.TryCreate(only, UriKind.Absolute, out var page)
                && string.Equals(page.Authority, HostOf(request, page), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The host that the request names, without a port that the page's scheme implies: origins leave that out.</summary>
    private static string HostOf(HttpRequest request, Uri page) =>
        request.Host.Port == page.Port && page.IsDefaultPort ? request.Host.Host : request.Host.Value ?? string.Empty;
}
