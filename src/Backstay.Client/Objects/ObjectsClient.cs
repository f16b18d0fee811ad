using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Client.Objects;

/// <summary>Objects: bytes named by their SHA-256.</summary>
public static class ObjectsClient
{
    /// <summary>Uploads content. What is there already answers the same.</summary>
    /// <param name="expected">The server refuses other content; null takes what comes.</param>
    /// <param name="sent">Told the number of bytes sent so far; null where nobody wants to know.</param>
    public static async Task<ObjectInfo> PutObjectAsync(
        this BackstayClient client, Stream content, Digest? expected, IProgress<long>? sent, CancellationToken ct)
    {
        var path = Query.On("objects", ("sha256", expected?.ToHex()));
        using var request = new HttpRequestMessage(HttpMethod.Put, BackstayClient.Prefix + path)
        {
            Content = new StreamContent(sent is null ? content : new CountedStream(content, sent))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
            },
        };
        // What is refused by its size or its token is refused before it was sent.
        request.Headers.ExpectContinue = true;
        if (content.CanSeek)
        {
            request.Content.Headers.ContentLength = content.Length - content.Position;
        }

        using var response = await client.SendAsync(request, ct);
        return await response.Content.ReadFromJsonAsync<ObjectInfo>(WireJson.Options, ct);
    }

    /// <summary>An object's size in bytes; null where there is none.</summary>
    public static async Task<long?> FindObjectAsync(this BackstayClient client, Digest digest, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, BackstayClient.Prefix + PathOf(digest));
            using var response = await client.SendAsync(request, ct);
            return response.Content.Headers.ContentLength;
        }
        catch (BackstayException absent) when (absent.Problem.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Downloads an object and verifies its bytes; on an exception the destination holds rubbish.</summary>
    public static async Task DownloadObjectAsync(this BackstayClient client, Digest digest, Stream destination, CancellationToken ct)
    {
        using var response = await client.GetRawAsync(PathOf(digest), ct);
        await VerifiedCopy.RunAsync(response, digest, destination, ct);
    }

    private static string PathOf(Digest digest) => $"objects/{digest.ToHex()}";
}
