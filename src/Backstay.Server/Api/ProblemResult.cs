using System.Globalization;
using Backstay.Core.Primitives;
using Microsoft.Net.Http.Headers;

namespace Backstay.Server.Api;

/// <summary>A problem as an answer: its document, and the header that says when to come again.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (problem.RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(Problems.ToDetails(problem)).ExecuteAsync(httpContext);
    }
}
