using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>Gives answers that the framework made out of a bare status the form that all other problems have.</summary>
internal static class BareStatus
{
    private const string TraceId = "traceId"; // the framework's, which nothing of ours can be looked up by

    public static void Name(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Type?.StartsWith(ProblemDocument.TypePrefix, StringComparison.Ordinal) == true)
        {
            problem.Extensions.Remove(TraceId);
            return;
        }

        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        Problems.Write(DocumentOf(status, context.HttpContext.Request.Path), problem);
    }

    /// <summary>Says what a bare status means, also to those who accept no JSON: a problem that nobody can read is worse.</summary>
    public static Task WriteAsync(HttpContext http) =>
        TypedResults.Problem(Problems.ToDetails(DocumentOf(http.Response.StatusCode, http.Request.Path))).ExecuteAsync(http);

    private static ProblemDocument DocumentOf(int status, PathString path)
    {
        var (code, message, field) = Explain(status);
        return ProblemDocument.Of(UnknownWorkspace(status, path) ?? new Problem(ProblemKind.Invalid, code, message) { Field = field }, status);
    }

    /// <summary>No route has another workspace than the one there is, so the framework says only that the path is none.</summary>
    private static Problem? UnknownWorkspace(int status, PathString path) =>
        status == StatusCodes.Status404NotFound
        && path.StartsWithSegments(ApiApplication.Workspaces, out var rest)
        && rest.Value?.Split('/') is [_, { Length: > 0 } workspace, ..]
        && workspace != ApiApplication.Workspace
            ? new Problem(ProblemKind.NotFound, "no-such-workspace", $"There is no workspace '{QueryTexts.Shown(workspace)}'.")
            {
                Hint = $"The only one is '{ApiApplication.Workspace}': {ApiApplication.WorkspacePrefix}, or {ApiApplication.Prefix} for short.",
            }
            : null;

    private static (string Code, string Message, string? Field) Explain(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ("bad-request", "The request could not be read to its end: its body breaks off, or is not as long as it says.", "body"),
        StatusCodes.Status404NotFound => ("no-such-path", "There is nothing at this path. GET /openapi/v1.json lists what there is.", null),
        StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This path does not take this method.", null),
        StatusCodes.Status413PayloadTooLarge => ("body-too-large", "The request's body is larger than this path accepts.", "body"),
        StatusCodes.Status415UnsupportedMediaType => ("bad-content-type", "This path does not take a body of this type.", "Content-Type"),
        _ => ($"http-{status}", $"The request was answered with status {status}.", null),
    };
}
