using System.Security.Cryptography;
using Backstay.Core.Primitives;
using Backstay.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Backstay.Gateway.Requests;

/// <summary>Step 10, answer: gives the caller what a release said, whole or as it comes.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpResponse response, ReadyAnswer answer, CancellationToken ct)
    {
        Begin(response, answer);
        response.ContentLength = answer.Body.Length;
        await response.BodyWriter.WriteAsync(answer.Body, ct);
    }

    /// <summary>
    /// Hands a streamed answer on, each piece as it comes, and hashes it on the way. An answer that breaks can't be taken
    /// back: the caller's connection is cut, so that it can't be mistaken for a whole one.
    /// </summary>
    public static async Task<(UpstreamError Error, Digest? Output)> StreamAsync(
        HttpContext context, ReadyAnswer answer, HttpResponseMessage source, CancellationToken ct)
    {
        Begin(context.Response, answer);
        context.Response.ContentLength = source.Content.Headers.ContentLength;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var stream = await source.Content.ReadAsStreamAsync(ct);
            var writer = context.Response.BodyWriter;
            hash.AppendData(answer.Body.Span);
            if ((await writer.WriteAsync(answer.Body, ct)).IsCompleted)
            {
                return (UpstreamError.CallerGone, null);
            }

            while (true)
            {
                var memory = writer.GetMemory();
                var read = await stream.ReadAsync(memory, ct);
                if (read == 0)
                {
                    return (UpstreamError.None, new Digest(hash.GetHashAndReset()));
                }

                hash.AppendData(memory.Span[..read]);
                writer.Advance(read);
                if ((await writer.FlushAsync(ct)).IsCompleted)
                {
                    return (UpstreamError.CallerGone, null);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            var isGone = context.RequestAborted.IsCancellationRequested;
            context.Abort();
            return (isGone ? UpstreamError.CallerGone : ct.IsCancellationRequested ? UpstreamError.Late : UpstreamError.ConnectionLost, null);
        }
    }

    private static void Begin(HttpResponse response, ReadyAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Http is null)
        {
            return;
        }

        foreach (var header in answer.Http.Headers.NonValidated)
        {
            if (ForwardedHeaders.IsReturned(header.Key))
            {
                response.Headers[header.Key] = new StringValues([.. header.Value]);
            }
        }
    }
}
