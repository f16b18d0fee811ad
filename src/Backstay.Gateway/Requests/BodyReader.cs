using System.IO.Pipelines;
using Backstay.Core.Primitives;
using Backstay.Gateway.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backstay.Gateway.Requests;

/// <summary>Step 3, body: the whole of it, within the endpoint's limit and the deadline.</summary>
internal static class BodyReader
{
    private const int FirstGuess = 4 * 1024;
    private const long DrainedBytes = 1024 * 1024;

    /// <summary>The body, which the caller of this disposes; or a problem of the caller's making.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone, or <paramref name="budget"/> is over: <paramref name="time"/> tells.</exception>
    public static async ValueTask<Result<PooledBuffer>> ReadAsync(HttpContext context, int max, TimeSpan budget, TimeProvider time)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return new Problem(ProblemKind.Invalid, "unsupported-coding", "Bodies are read without a content coding.") { Field = "Content-Encoding" };
        }

        if (request.ContentLength > max)
        {
            return TooLarge(max);
        }

        // The endpoint's limit replaces the server's own, which knows nothing of endpoints. The server reads a little more
        // than we do: it then drains what a caller was still sending, so that the caller hears of the 413 and not of a
        // broken connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = max + DrainedBytes;
        }

        ITimer? timer = null;
        var body = new PooledBuffer((int)(request.ContentLength ?? FirstGuess));
        var isKept = false;
        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                // Most bodies are here with their headers: only who is waited for needs a timer. It ends the wait, not the reader:
                // the server has to be able to read what comes after all.
                if (!reader.TryRead(out var read))
                {
                    timer ??= time.CreateTimer(static waiting => ((PipeReader?)waiting)?.CancelPendingRead(), reader, budget, Timeout.InfiniteTimeSpan);
                    read = await reader.ReadAsync();
                }

                if (read.IsCanceled)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    throw new OperationCanceledException("The body is late.");
                }

                foreach (var segment in read.Buffer)
                {
                    body.Append(segment.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (body.Length > max)
                {
                    return TooLarge(max);
                }

                if (read.IsCompleted)
                {
                    isKept = true;
                    return body;
                }
            }
        }
        finally
        {
            if (timer is not null)
            {
                await timer.DisposeAsync(); // it must not end somebody else's wait
            }

            if (!isKept)
            {
                body.Dispose();
            }
        }
    }

    private static Problem TooLarge(int max) =>
        new(ProblemKind.TooLarge, "body-too-large", $"A body has at most {max} bytes here.") { Field = "body" };
}
