using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>What a route says of itself in OpenAPI.</summary>
internal static class RouteDescriptions
{
    /// <summary>Documents a JSON answer and the problems that are the route's own; those of every route are added for all.</summary>
    public static RouteHandlerBuilder Answers<TAnswer>(this RouteHandlerBuilder route, string summary, params ReadOnlySpan<int> problems) =>
        route.Produces<TAnswer>().WithSummary(summary).Fails(problems);

    /// <summary>Documents a text answer.</summary>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder route, string summary, string contentType, params ReadOnlySpan<int> problems) =>
        route.Produces<string>(StatusCodes.Status200OK, contentType).WithSummary(summary).Fails(problems);

    private static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, ReadOnlySpan<int> problems)
    {
        foreach (var status in problems)
        {
            route.Produces<ProblemDocument>(status, ProblemDocument.ContentType);
        }

        return route;
    }
}
