using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Backstay.Core.Primitives;
using Backstay.Core.Routing;
using Backstay.Gateway.Shadows;
using Backstay.Gateway.Tables;
using Backstay.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Backstay.Gateway.Requests;

/// <summary>
/// A request that asks for an answer, from its headers to its record. The steps have a file each and the numbers of the walk
/// in docs/architecture.md. What waits for a backend is pooled, here and further down: every request does, and nobody awaits one twice.
/// </summary>
internal sealed class RequestHandler(
    GatewayTables tables, AttemptRunner runner, Recorder recorder, ShadowQueue shadows, UnitKey unitKey, IIdSource ids, TimeProvider time)
{
    private const string SafeDefaultReason = "safe-default";

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(HttpContext context, LiveEndpoint found, CallerProtocol protocol)
    {
        var arrived = time.GetUtcNow();
        var arrivedTicks = time.GetTimestamp();

        // (2) headers, (3) body
        var forwarded = ForwardedHeaders.None;
        if ((CallerHeaders.Read(context.Request.Headers, found.Config, out var caller) ?? ForwardedHeaders.Read(context.Request.Headers, out forwarded)) is { } badHeader)
        {
            await ProblemAnswer.WriteAsync(context.Response, badHeader, context.RequestAborted);
            return;
        }

        var budget = TimeSpan.FromMilliseconds(caller.DeadlineMs);
        if (!(await BodyReader.ReadAsync(context, found.Config.MaxBodyBytes, budget, time)).TryGet(out var body, out var badBody))
        {
            await ProblemAnswer.WriteAsync(context.Response, badBody, context.RequestAborted);
            return;
        }

        var question = new Question(protocol, body, forwarded);
        var isHandedOn = false;
        try
        {
            // The body may have taken its time: from here on one table, the newest, decides everything.
            var table = tables.Live;
            if (!table.TryFind(found.Name, out var endpoint))
            {
                await ProblemAnswer.WriteAsync(context.Response, Problem.NotFound("endpoint", found.Name), context.RequestAborted);
                return;
            }

            // (4) unit
            if (BodyScan.Read(question.Body.Span, caller.Unit is null ? endpoint.UnitField : null, endpoint.Config.Unit?.BodyField ?? "unit", out var bodyUnit) is { } badUnit)
            {
                await ProblemAnswer.WriteAsync(context.Response, badUnit, context.RequestAborted);
                return;
            }

            // (5) bucket, (6) choose
            var id = ids.NewId(arrived);
            var exchange = new Exchange(id, arrived, arrivedTicks, table, endpoint)
            {
                Caller = caller,
                Placement = Place(endpoint, caller.Unit, bodyUnit, id),
                AttemptLimitMs = AttemptLimit.Of(endpoint, caller.DeadlineMs),
                Question = question,
            };
            isHandedOn = await AnswerAsync(context, exchange);
        }
        finally
        {
            if (!isHandedOn)
            {
                question.Dispose();
            }
        }
    }

    private Placement Place(LiveEndpoint endpoint, string? headerUnit, string? bodyUnit, Guid id)
    {
        if (headerUnit is not null)
        {
            return Placement.Of(endpoint, headerUnit, UnitOrigin.Header, unitKey);
        }

        if (bodyUnit is not null)
        {
            return Placement.Of(endpoint, bodyUnit, UnitOrigin.Body, unitKey);
        }

        Span<char> text = stackalloc char[36];
        id.TryFormat(text, out _);
        return Placement.Of(endpoint, text, UnitOrigin.Decision, unitKey);
    }

    /// <summary>True where a shadow has taken the question over.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AnswerAsync(HttpContext context, Exchange exchange)
    {
        // (7) forward, (8) validate
        using var answer = await runner.RunAsync(exchange, context.RequestAborted);
        Settle(exchange, answer, context.RequestAborted.IsCancellationRequested);
        if (!exchange.CallerGone)
        {
            AnswerHeaders.Set(context.Response, exchange);
        }

        if (answer is { IsStreamed: true, Http: { } source })
        {
            // (10) answer before (9) record: what a stream came to is known when it has ended.
            await StreamAsync(context, exchange, answer, source);
        }
        else
        {
            // (9) record, (10) answer: what is known is evidence now, however slowly the caller reads.
            Record(exchange, answer);
            await WriteAsync(context, exchange, answer);
        }

        // (11) shadow, when the answer is out; also of what the caller left unanswered, or the slow ones would lack their pairs
        return exchange is { AttemptCount: > 0, Endpoint.Shadow: { } shadow } && answer?.Error != UpstreamError.CallerInput
            && shadows.TryAdd(new ShadowCopy(
                exchange.Id, exchange.Endpoint, shadow, exchange.Question, exchange.Caller.DeadlineMs, exchange.ArrivedTicks, exchange.Served is not null));
    }

    /// <summary>What the attempts come to: who served, with which status, by which fallback.</summary>
    private static void Settle(Exchange exchange, ReadyAnswer? answer, bool callerGone)
    {
        var attempts = exchange.Attempts;
        exchange.CallerGone = callerGone && answer is null;
        if (exchange.CallerGone)
        {
            exchange.Status = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        if (answer is not null)
        {
            exchange.Status = answer.Status;
            exchange.Served = answer.Error == UpstreamError.None ? attempts[^1].Target : null;
            exchange.Fallback = attempts.Length > 1 && exchange.Served is not null ? FallbackReason(exchange) : exchange.Endpoint.StandsIn && exchange.Placement.Arm == Arm.Control ? "current-not-ready" : null;
            return;
        }

        var isSafe = exchange.Endpoint.SafeDefault is not null;
        var isLate = attempts.IsEmpty ? exchange.Chain.Length > 0 : attempts[^1].Error == UpstreamError.Late;
        exchange.Fallback = isSafe ? SafeDefaultReason : null;
        exchange.Status = isSafe ? StatusCodes.Status200OK : isLate ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status503ServiceUnavailable;
    }

    private static string FallbackReason(Exchange exchange) =>
        $"{(exchange.Placement.Arm == Arm.Canary ? "canary" : "current")}-{exchange.Attempts[0].Error.ToCode()}";

    private void Record(Exchange exchange, ReadyAnswer? answer)
    {
        var body = answer is { Error: UpstreamError.None } ? answer.Body : exchange.Endpoint.SafeDefault;
        Digest? output = exchange.Status == StatusCodes.Status200OK || exchange.Served is not null ? Digest.Of(body.Span) : null;
        recorder.Record(exchange, output, Kept(exchange, body.Span));
    }

    /// <summary>Only the assigned release's own answer is scored; a rescue's is evidence for neither arm.</summary>
    private static ImmutableArray<KeptValue> Kept(Exchange exchange, ReadOnlySpan<byte> body) =>
        exchange is { Served: not null, AttemptCount: 1 }
            ? KeptFields.Read(body, exchange.Endpoint.Kept, exchange.Endpoint.KeptNames)
            : [];

    private async Task StreamAsync(HttpContext context, Exchange exchange, ReadyAnswer answer, HttpResponseMessage source)
    {
        var left = TimeSpan.FromMilliseconds(exchange.Caller.DeadlineMs) - time.GetElapsedTime(exchange.ArrivedTicks);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var gone = context.RequestAborted.UnsafeRegister(static state => ((CancellationTokenSource?)state)?.Cancel(), late);
        var (error, output) = await AnswerWriter.StreamAsync(context, answer, source, late.Token);
        var last = exchange.AttemptCount - 1;
        exchange.Extend(last, time.MicrosecondsSince(exchange.ArrivedTicks) - exchange.Attempts[last].OffsetUs);
        exchange.Blame(last, error);
        exchange.CallerGone = error == UpstreamError.CallerGone;
        recorder.Record(exchange, output, []);
    }

    private static Task WriteAsync(HttpContext context, Exchange exchange, ReadyAnswer? answer)
    {
        var ct = context.RequestAborted;
        if (exchange.CallerGone)
        {
            return Task.CompletedTask;
        }

        if (answer is not null)
        {
            return answer.Refusal is { } refusal
                ? ProblemAnswer.WriteAsync(context.Response, answer.Status, refusal, ct)
                : AnswerWriter.WriteAsync(context.Response, answer, ct);
        }

        if (exchange.Endpoint.SafeDefault is { } safe)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = safe.Length;
            return context.Response.BodyWriter.WriteAsync(safe, ct).AsTask();
        }

        return ProblemAnswer.WriteAsync(context.Response, exchange.Status, NoAnswer(exchange), ct);
    }

    private static Problem NoAnswer(Exchange exchange)
    {
        var name = exchange.Endpoint.Name;
        return exchange.Chain.Length == 0
            ? Problem.Unavailable("no-release", $"Endpoint '{name}' has no release that is ready, and no safe default.")
            : exchange.Status == StatusCodes.Status504GatewayTimeout
                ? Problem.Unavailable("deadline", $"No release of endpoint '{name}' answered within {exchange.Caller.DeadlineMs} ms.")
                : Problem.Unavailable("no-answer", $"No release of endpoint '{name}' gave an answer.");
    }
}
