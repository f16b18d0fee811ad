using System.Runtime.CompilerServices;
using Backstay.Core.Primitives;
using Backstay.Gateway.Requests;
using Backstay.Gateway.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Backstay.Gateway;

/// <summary>The data plane as one terminal request delegate.</summary>
public sealed partial class GatewayApplication
{
    private readonly GatewayTables _tables;
    private readonly RequestHandler _handler;
    private readonly ICallerGate _gate;
    private readonly ILogger _log;

    internal GatewayApplication(GatewayTables tables, RequestHandler handler, ICallerGate gate, ILogger<GatewayApplication> log)
    {
        _tables = tables;
        _handler = handler;
        _gate = gate;
        _log = log;
    }

    /// <summary>Answers a request; whatever goes wrong ends here, as a problem without a stack.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, 408, new Problem(ProblemKind.Invalid, "body-late", "The body did not arrive within the deadline.") { Field = "body" });
        }
        catch (BadHttpRequestException exception)
        {
            await FailAsync(context, exception.StatusCode, ToProblem(exception));
        }
        catch (IOException failure) when (failure.InnerException is OverflowException)
        {
            // So the server speaks of a chunk whose size no number holds.
            await FailAsync(context, 400, Problem.Invalid("body", "The request's framing is broken."));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to tell; a request that was placed has been recorded by its handler.
        }
        catch (Exception exception)
        {
            LogRequestFailed(_log, exception);
            await FailAsync(context, 500, Problem.Unavailable("gateway-fault", "The gateway failed; its log says why."));
        }
    }

    // (1) match
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RouteAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        var path = context.Request.Path.Value;
        var route = GatewayPath.Match(path, out var name);
        if (route is null)
        {
            await ProblemAnswer.WriteAsync(
                context.Response, Problem.NotFound("page", path ?? "/", "Endpoints are called at /endpoints/ENDPOINT and /v2/models/ENDPOINT/infer."), ct);
            return;
        }

        if (!HttpMethods.Equals(context.Request.Method, route.Method))
        {
            context.Response.Headers.Allow = route.Method;
            await ProblemAnswer.WriteAsync(context.Response, 405, Problem.Invalid("method", $"This path takes {route.Method}."), ct);
            return;
        }

        var table = _tables.Live;
        if (!route.HasEndpoint)
        {
            await OipMetadata.AnswerAsync(context, route.Kind, table, endpoint: null);
            return;
        }

        // Which endpoints exist is for callers to know: so who may not call hears the same of those that do and those that don't.
        table.TryFind(name, out var endpoint);
        string? authorization = context.Request.Headers.Authorization;
        if (await _gate.CheckAsync(authorization, ct) is { } refused)
        {
            await ProblemAnswer.WriteAsync(context.Response, refused, ct);
            return;
        }

        if (endpoint is null)
        {
            GatewayPath.Match(path, out var unknown);
            await ProblemAnswer.WriteAsync(context.Response, Problem.NotFound("endpoint", unknown.ToString()), ct);
            return;
        }

        await (route.Kind switch
        {
            PathKind.Json => _handler.HandleAsync(context, endpoint, CallerProtocol.Json),
            PathKind.OipInfer => _handler.HandleAsync(context, endpoint, CallerProtocol.Oip),
            _ => new ValueTask(OipMetadata.AnswerAsync(context, route.Kind, table, endpoint)),
        });
    }

    private static Problem ToProblem(BadHttpRequestException exception) => exception.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Problem(ProblemKind.TooLarge, "body-too-large", "The body is larger than this endpoint takes.") { Field = "body" }
        : Problem.Invalid("body", "The request's framing is broken.");

    private static async Task FailAsync(HttpContext context, int status, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await ProblemAnswer.WriteAsync(context.Response, status, problem, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed inside the gateway")]
    private static partial void LogRequestFailed(ILogger log, Exception exception);
}
