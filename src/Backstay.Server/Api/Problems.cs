using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backstay.Server.Api;

/// <summary>The one place that turns a <see cref="Problem"/> into RFC 9457 problem details.</summary>
internal static class Problems
{
    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ProblemKind.Refused => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The value as JSON, or the problem.</summary>
    public static IResult ToOk<T>(this Result<T> result) => result.IsOk ? TypedResults.Ok(result.Value) : result.Problem.ToResult();

    public static ProblemHttpResult ToResult(this Problem problem) => TypedResults.Problem(ToDetails(problem));

    public static ProblemDetails ToDetails(Problem problem)
    {
        var details = new ProblemDetails
        {
            Type = "urn:backstay:problem:" + problem.Code,
            Title = problem.Code,
            Detail = problem.Message,
            Status = StatusOf(problem.Kind),
        };
        if (problem.Field is { } field)
        {
            details.Extensions["field"] = field;
        }

        if (problem.Hint is { } hint)
        {
            details.Extensions["hint"] = hint;
        }

        return details;
    }
}
