using System.Buffers;
using System.Security.Cryptography;
using Backstay.Core.Primitives;

namespace Backstay.Client;

/// <summary>Copies an answer's bytes and checks that they are the ones that were asked for.</summary>
internal static class VerifiedCopy
{
    private const int BufferSize = 128 * 1024;

    /// <exception cref="BackstayException">The answer broke off, or holds other bytes.</exception>
    public static async Task RunAsync(HttpResponseMessage response, Digest expected, Stream destination, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(ct);
            while (await ReadAsync(content, buffer, ct) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                await destination.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var found = new Digest(hash.GetHashAndReset());
        if (found != expected)
        {
            throw Broken($"The bytes that came give {found}, not {expected}.");
        }
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await content.ReadAsync(buffer, ct);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw Broken($"The answer broke off: {lost.Message}");
        }
    }

    private static BackstayException Broken(string message) => new(new ClientProblem
    {
        Code = "content-corrupt",
        Message = message,
        Hint = "Try again; if it stays, the stored object is damaged, and the server's log names it.",
    });
}
