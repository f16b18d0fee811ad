using System.Text.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Microsoft.AspNetCore.Connections;

namespace Backstay.Server.Api;

/// <summary>The outermost middleware: whatever escapes a handler becomes problem details, and bugs are logged.</summary>
internal sealed partial class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> logger)
{
    /// <summary>What the framework says of a charset that it can't decode, as if that were our mistake.</summary>
    private const string UnknownCharset = "the request content type charset";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception gone) when (IsAborted(http, gone))
        {
            // Nobody is left to answer.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            var problem = Translate(failure);
            if (problem is null && StorageFailures.Translate(failure) is { } storage)
            {
                LogStorage(logger, http.Request.Method, http.Request.Path, failure);
                problem = storage;
            }
            else if (problem is null)
            {
                LogBug(logger, http.Request.Method, http.Request.Path, failure);
            }

            http.Response.Clear();
            await Results.Problem(Problems.ToDetails(problem is null ? Bug() : ProblemDocument.Of(problem))).ExecuteAsync(http);
        }
    }

    /// <summary>
    /// Whether the request's connection is gone, broken off by the caller or by a server that stops. A read of the body may fail of it
    /// before <see cref="HttpContext.RequestAborted"/> is cancelled: then the failure says so itself, or what it was caused by.
    /// </summary>
    private static bool IsAborted(HttpContext http, Exception failure)
    {
        if (failure is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ConnectionAbortedException or ConnectionResetException)
            {
                return true;
            }
        }

        return false;
    }

    private static Problem? Translate(Exception failure) => failure switch
    {
        BadHttpRequestException bad => BadRequests.ToProblem(bad),
        JsonException json => BadRequests.ToProblem(json),
        InvalidOperationException { Message: var message } when message.Contains(UnknownCharset, StringComparison.Ordinal) =>
            Problem.Invalid("Content-Type", "The body's charset is none that is known.", "Send 'Content-Type: application/json', in UTF-8."),
        IOException { InnerException: OverflowException } => Problem.Invalid("body", "The request's framing is broken: a chunk of it has an impossible size."),
        ObjectCorruptException corrupt => Problem.Unavailable("object-corrupt", corrupt.Message, "Restore the object from a backup."),
        _ => null,
    };

    private static ProblemDocument Bug() => ProblemDocument.Of(
        Problem.Unavailable("internal-error", "Something went wrong inside; the log has the details. Nothing is known to be half done."),
        StatusCodes.Status500InternalServerError);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogBug(ILogger logger, string method, PathString path, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path}: the disk failed")]
    private static partial void LogStorage(ILogger logger, string method, PathString path, Exception failure);
}
