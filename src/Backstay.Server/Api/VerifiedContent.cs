using Backstay.Core.Primitives.Objects;
using Microsoft.Net.Http.Headers;

namespace Backstay.Server.Api;

/// <summary>
/// An object as the answer. The last block goes out only when the whole was verified, so that damaged bytes never end
/// as a success: the caller gets a problem where nothing was sent yet, and a broken connection where something was.
/// </summary>
internal sealed partial class VerifiedContent(Stream content, ObjectInfo info, string fileName) : IResult
{
    private const int BlockSize = 64 * 1024;

    public async Task ExecuteAsync(HttpContext http)
    {
        await using var source = content;
        WriteHeaders(http.Response, info, fileName);
        try
        {
            await CopyAsync(source, http.Response.Body, http.RequestAborted);
        }
        catch (ObjectCorruptException corrupt) when (http.Response.HasStarted)
        {
            LogCorrupt(http.RequestServices.GetRequiredService<ILogger<VerifiedContent>>(), corrupt);
            http.Abort();
        }
    }

    /// <summary>What an object's answer says about it; nothing here may be shown as a page by a browser.</summary>
    public static void WriteHeaders(HttpResponse response, ObjectInfo info, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.ContentType = "application/octet-stream";
        response.ContentLength = info.Size;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ETag = $"\"{info.Digest}\"";
    }

    private static async Task CopyAsync(Stream source, Stream destination, CancellationToken ct)
    {
        var (held, next) = (new byte[BlockSize], new byte[BlockSize]);
        var heldCount = await source.ReadAsync(held, ct);
        while (heldCount > 0)
        {
            var nextCount = await source.ReadAsync(next, ct);
            await destination.WriteAsync(held.AsMemory(0, heldCount), ct);
            (held, next, heldCount) = (next, held, nextCount);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A download was broken off: the stored object is damaged")]
    private static partial void LogCorrupt(ILogger logger, ObjectCorruptException corrupt);
}
