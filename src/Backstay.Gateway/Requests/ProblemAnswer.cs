using System.Buffers;
using System.Text.Json;
using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Refusals as RFC 9457 problem details. The member <c>error</c> says it again for clients of the inference protocol,
/// which look there.
/// </summary>
internal static class ProblemAnswer
{
    public static int StatusOf(Problem problem) => problem.Kind switch
    {
        _ when problem.Code == "unsupported-coding" => StatusCodes.Status415UnsupportedMediaType,
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Refused => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    public static Task WriteAsync(HttpResponse response, Problem problem, CancellationToken ct) =>
        WriteAsync(response, StatusOf(problem), problem, ct);

    public static async Task WriteAsync(HttpResponse response, int status, Problem problem, CancellationToken ct)
    {
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = new ArrayBufferWriter<byte>();
        Write(body, status, problem);
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, ct);
    }

    private static void Write(IBufferWriter<byte> output, int status, Problem problem)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, $"urn:backstay:problem:{problem.Code}");
        json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, problem.Message);
        json.WriteString("code"u8, problem.Code);
        if (problem.Field is not null)
        {
            json.WriteString("field"u8, problem.Field);
        }

        if (problem.Hint is not null)
        {
            json.WriteString("hint"u8, problem.Hint);
        }

        json.WriteString("error"u8, problem.Field is null ? problem.Message : $"{problem.Field}: {problem.Message}");
        json.WriteEndObject();
    }
}
