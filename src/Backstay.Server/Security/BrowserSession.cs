namespace Backstay.Server.Security;

/// <summary>
/// Lets a browser carry a token: in a cookie that scripts can't read, that is sent to this site only, and that counts
/// for reading alone, so that no other page can make a browser change anything.
/// </summary>
internal static class BrowserSession
{
    private const string Cookie = "backstay-token";

    /// <summary>The request's Authorization header, or for reads what stands in its place.</summary>
    public static string? AuthorizationOf(HttpRequest request)
    {
        if (request.Headers.Authorization.FirstOrDefault() is { } header)
        {
            return header;
        }

        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return reads && request.Cookies[Cookie] is { Length: > 0 } token ? "Bearer " + token : null;
    }

    public static void Begin(HttpResponse response, string token) => response.Cookies.Append(Cookie, token, new CookieOptions
    {
        HttpOnly = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Path = "/",
    });

    /// <summary>Whether a person's browser asks for a page, who is better sent to the sign-in than shown JSON.</summary>
    public static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.GetTypedHeaders().Accept is { } accept
        && accept.Any(type => type.MatchesMediaType("text/html") && type.MediaType == "text/html");
}
