using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>Turns what the framework throws at bad input into problems that name the field and the rule.</summary>
internal static class BadRequests
{
    public static Problem ToProblem(BadHttpRequestException bad) => bad switch
    {
        { InnerException: JsonException json } => ToProblem(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Problem(ProblemKind.TooLarge, "body-too-large", "The request's body is larger than this path accepts."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            Problem.Invalid("Content-Type", "The body must be JSON.", "Send 'Content-Type: application/json'."),
        _ => new Problem(ProblemKind.Invalid, "bad-request", bad.Message),
    };

    /// <summary>The path is the serializer's (<c>$.parts.model</c>); its words are kept but for the type names in them.</summary>
    public static Problem ToProblem(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path ? path[2..] : "body";
        var message = json.Message.Split(" Path:", 2)[0];
        return message.Contains("could not be converted to", StringComparison.Ordinal)
            ? Problem.Invalid(field, $"The value of '{field}' has the wrong type.", "GET /openapi/v1.json shows what each field takes.")
            : Problem.Invalid(field, message, "GET /openapi/v1.json shows what each field takes.");
    }
}
