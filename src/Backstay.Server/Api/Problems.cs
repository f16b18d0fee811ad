using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Mvc;

namespace Backstay.Server.Api;

/// <summary>The one place that turns a <see cref="Problem"/> into an answer of the control API.</summary>
internal static class Problems
{
    public static int StatusOf(ProblemKind kind) => ProblemDocument.StatusOf(kind);

    /// <summary>The value as JSON, or the problem.</summary>
    public static IResult ToOk<T>(this Result<T> result) => result.IsOk ? TypedResults.Ok(result.Value) : result.Problem.ToResult();

    public static ProblemResult ToResult(this Problem problem) => new(problem);

    public static ProblemDetails ToDetails(Problem problem) => ToDetails(ProblemDocument.Of(problem));

    public static ProblemDetails ToDetails(ProblemDocument document)
    {
        var details = new ProblemDetails();
        Write(document, details);
        return details;
    }

    /// <summary>Gives the framework's details the members of <paramref name="document"/>, and no others.</summary>
    public static void Write(ProblemDocument document, ProblemDetails details)
    {
        details.Type = document.Type;
        details.Title = document.Title;
        details.Status = document.Status;
        details.Detail = document.Detail;
        details.Extensions.Clear();
        details.Extensions["code"] = document.Code;
        if (document.Field is { } field)
        {
            details.Extensions["field"] = field;
        }

        if (document.Hint is { } hint)
        {
            details.Extensions["hint"] = hint;
        }
    }
}
