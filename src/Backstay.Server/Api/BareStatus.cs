namespace Backstay.Server.Api;

/// <summary>Gives answers that the framework made out of a bare status the form that all other problems have.</summary>
internal static class BareStatus
{
    private const string OurTypes = "urn:backstay:problem:";

    public static void Name(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Type?.StartsWith(OurTypes, StringComparison.Ordinal) == true)
        {
            return;
        }

        var (code, message) = Explain(problem.Status ?? context.HttpContext.Response.StatusCode);
        problem.Type = OurTypes + code;
        problem.Title = code;
        problem.Detail ??= message;
    }

    private static (string Code, string Message) Explain(int status) => status switch
    {
        StatusCodes.Status404NotFound => ("no-such-path", "There is nothing at this path. GET /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This path does not take this method."),
        StatusCodes.Status413PayloadTooLarge => ("body-too-large", "The request's body is larger than this path accepts."),
        StatusCodes.Status415UnsupportedMediaType => ("bad-content-type", "This path does not take a body of this type."),
        _ => ($"http-{status}", $"The request was answered with status {status}."),
    };
}
