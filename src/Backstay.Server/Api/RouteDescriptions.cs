using Backstay.Core.Primitives;
using Microsoft.OpenApi;

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

    /// <summary>Documents a body of raw bytes. Any content type does: <c>Accepts</c> would refuse those that it does not name.</summary>
    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder route, string description) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = description,
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/octet-stream"] = new() },
            };
            return Task.CompletedTask;
        });

    /// <summary>Documents that the route submits a command: it takes an idempotency key (<see cref="CommandGate"/>).</summary>
    public static RouteHandlerBuilder Commands(this RouteHandlerBuilder route) => route.WithMetadata(new CommandRoute());

    /// <summary>Documents the problems that are the route's own.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, params ReadOnlySpan<int> problems)
    {
        foreach (var status in problems)
        {
            route.Produces<ProblemDocument>(status, ProblemDocument.ContentType);
        }

        return route;
    }
}

/// <summary>Endpoint metadata: a request is a command, recorded in the ledger or refused.</summary>
internal sealed record CommandRoute;
