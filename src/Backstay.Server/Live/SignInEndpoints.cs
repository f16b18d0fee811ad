using Backstay.Core.Primitives;
using Backstay.Server.Api;
using Backstay.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backstay.Server.Live;

/// <summary>Where a browser gives its token once, on a server that has tokens.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";
    private const int MaxTokenLength = 200;

    public static void MapSignIn(this WebApplication app)
    {
        var page = app.MapGroup(Path).ExcludeFromDescription();
        page.MapGet(string.Empty, () => new RazorComponentResult<SignInPage>()).NeedsNothing();
        page.MapPost(string.Empty, SignInAsync).NeedsNothing().DisableAntiforgery();
    }

    private static async Task<IResult> SignInAsync(HttpContext http, CallerAuthenticator authenticator)
    {
        if (!http.Request.HasFormContentType)
        {
            return Problem.Invalid("body", "The sign-in takes a form with the field 'token'.").ToResult();
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var token = form["token"].ToString().Trim();
        if (token.Length is 0 or > MaxTokenLength || !authenticator.Authenticate("Bearer " + token).IsOk)
        {
            return new RazorComponentResult<SignInPage>(new Dictionary<string, object?> { [nameof(SignInPage.IsRefused)] = true })
            {
                StatusCode = StatusCodes.Status401Unauthorized,
            };
        }

        BrowserSession.Begin(http.Response, token);
        return TypedResults.Redirect("/live");
    }
}
