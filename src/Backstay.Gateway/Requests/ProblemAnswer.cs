using System.Buffers;
using Backstay.Core.Primitives;
using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Requests;

/// <summary>
/// Refusals as problem details. The member <c>error</c> says it again for clients of the inference protocol, which look
/// there.
/// </summary>
internal static class ProblemAnswer
{
    public static int StatusOf(Problem problem) => problem.Code == "unsupported-coding"
        ? StatusCodes.Status415UnsupportedMediaType
        : ProblemDocument.StatusOf(problem.Kind);

    public static Task WriteAsync(HttpResponse response, Problem problem, CancellationToken ct) =>
        WriteAsync(response, StatusOf(problem), problem, ct);

    public static async Task WriteAsync(HttpResponse response, int status, Problem problem, CancellationToken ct)
    {
        response.StatusCode = status;
        response.ContentType = ProblemDocument.ContentType;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = new ArrayBufferWriter<byte>();
        ProblemDocument.Of(problem, status).WriteTo(body, problem.Field is null ? problem.Message : $"{problem.Field}: {problem.Message}");
        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, ct);
    }
}
