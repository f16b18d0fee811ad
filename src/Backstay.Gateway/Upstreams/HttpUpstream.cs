using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Backstay.Core.Primitives.Inference;
using Backstay.Core.Routing;
using Backstay.Gateway.Buffers;

namespace Backstay.Gateway.Upstreams;

/// <summary>A backend over HTTP: plain JSON, or the Open Inference Protocol in JSON.</summary>
internal sealed class HttpUpstream(HttpMessageInvoker http, BackendProtocol protocol, Uri target, int maxAnswerBytes) : IUpstream
{
    private const int FirstPieceBytes = 4096;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamAnswer> SendAsync(UpstreamRequest request, CancellationToken ct)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(ToMessage(request), ct);
            var answer = await ReadAsync(response, request.MayStream, ct);
            response = null;
            return answer;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return UpstreamAnswer.Failed(UpstreamError.Late);
        }
        catch (OperationCanceledException)
        {
            // Not ours: the handler's own limit on connecting.
            return UpstreamAnswer.Failed(UpstreamError.ConnectFailed);
        }
        catch (HttpRequestException exception)
        {
            return UpstreamAnswer.Failed(ToError(exception.HttpRequestError), (int)(response?.StatusCode ?? 0));
        }
        catch (Exception)
        {
            // The edge of what is ours: whatever a connection throws is this attempt's failure, counted by its record.
            return UpstreamAnswer.Failed(UpstreamError.ConnectionLost, (int)(response?.StatusCode ?? 0));
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static UpstreamError ToError(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError => UpstreamError.ConnectFailed,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => UpstreamError.MalformedAnswer,
        _ => UpstreamError.ConnectionLost,
    };

    private HttpRequestMessage ToMessage(UpstreamRequest request)
    {
        var content = new ReadOnlyMemoryContent(request.Body);
        if (protocol != BackendProtocol.Json || request.Headers.ContentType is null)
        {
            content.Headers.ContentType = Json;
        }
        else
        {
            content.Headers.TryAddWithoutValidation("Content-Type", request.Headers.ContentType);
        }

        var message = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var header in request.Headers.Items)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                content.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }

        return message;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamAnswer> ReadAsync(HttpResponseMessage response, bool mayStream, CancellationToken ct)
    {
        var contentType = response.Content.Headers.ContentType?.ToString();
        if (response.IsSuccessStatusCode && (mayStream || IsEventStream(response)))
        {
            var first = await ReadFirstPieceAsync(response, ct);
            return new UpstreamAnswer { Status = (int)response.StatusCode, ContentType = contentType, Http = response, Buffer = first, IsStreamed = true };
        }

        var length = response.Content.Headers.ContentLength;
        if (length > maxAnswerBytes)
        {
            response.Dispose();
            return UpstreamAnswer.Failed(UpstreamError.AnswerTooLarge, (int)response.StatusCode);
        }

        var buffer = new PooledBuffer((int)(length ?? 0) + 1);
        var isKept = false;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(ct);
            int read;
            while ((read = await stream.ReadAsync(buffer.GetMemory(), ct)) > 0)
            {
                buffer.Advance(read);
                if (buffer.Length > maxAnswerBytes)
                {
                    response.Dispose();
                    return UpstreamAnswer.Failed(UpstreamError.AnswerTooLarge, (int)response.StatusCode);
                }
            }

            var answer = ToAnswer(response, contentType, buffer);
            isKept = true;
            return answer;
        }
        finally
        {
            if (!isKept)
            {
                buffer.Dispose();
            }
        }
    }

    /// <summary>
    /// A backend that dies between its headers and its body has said nothing yet, and the caller can still be rescued:
    /// so nothing is handed on before the body's first piece is here.
    /// </summary>
    private static async ValueTask<PooledBuffer> ReadFirstPieceAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var first = new PooledBuffer(FirstPieceBytes);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(ct);
            first.Advance(await stream.ReadAsync(first.GetMemory(), ct));
            return first;
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    private UpstreamAnswer ToAnswer(HttpResponseMessage response, string? contentType, PooledBuffer buffer)
    {
        InferenceResponse? tensors = null;
        var error = UpstreamError.None;
        if (protocol == BackendProtocol.Oip && response.IsSuccessStatusCode
            && !OipJson.ReadResponse(buffer.Written.Span).TryGet(out tensors, out _))
        {
            error = UpstreamError.MalformedAnswer;
        }

        return new UpstreamAnswer
        {
            Status = (int)response.StatusCode,
            Error = error,
            ContentType = contentType,
            Tensors = tensors,
            Http = response,
            Buffer = buffer,
        };
    }

    /// <summary>Server-sent events are a conversation: holding them back would be a failure of its own.</summary>
    private bool IsEventStream(HttpResponseMessage response) =>
        protocol == BackendProtocol.Json && response.Content.Headers.ContentType?.MediaType == "text/event-stream";
}
