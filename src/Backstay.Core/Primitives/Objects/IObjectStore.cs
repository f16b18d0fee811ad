namespace Backstay.Core.Primitives.Objects;

/// <summary>
/// Content-addressed bytes: named by the SHA-256 of the whole content, written once, verified at read.
/// No caller ever names a path.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Streams content in. Crash safe: after a kill at any instant the object is whole or absent.
    /// An answer means that the bytes are there: where the object is there already they are read, and replaced where
    /// they are damaged.
    /// </summary>
    /// <param name="expected">Refuses content of another digest; null takes what comes.</param>
    /// <param name="maxBytes">Refuses content beyond this size, with nothing left behind.</param>
    Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct);

    /// <summary>
    /// Streams content out, verifying as it goes. When the bytes do not give the digest, the stream throws
    /// <see cref="ObjectCorruptException"/> instead of reporting its end; a reader that got the end has got
    /// the object.
    /// </summary>
    Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct);

    /// <summary>
    /// An object's whole content at once, verified before it is handed over; the caller disposes it. Mapped where the store has
    /// it as a file.
    /// </summary>
    /// <param name="maxBytes">Refuses content beyond this size without reading it.</param>
    /// <exception cref="ObjectCorruptException">The bytes do not give the digest.</exception>
    async Task<Result<ObjectContent>> MapAsync(Digest digest, int maxBytes, CancellationToken ct)
    {
        if (await FindAsync(digest, ct) is { Size: var size } && size > maxBytes)
        {
            return ObjectLimits.TooLarge(size, maxBytes);
        }

        if (!(await OpenAsync(digest, ct)).TryGet(out var stream, out var problem))
        {
            return problem;
        }

        await using (stream)
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, ct);
            return ObjectContent.Of(bytes.ToArray());
        }
    }

    /// <summary>
    /// Reads and hashes all of an object's stored bytes. Costs a read of the whole object; nothing of it is kept in memory.
    /// </summary>
    /// <param name="onRead">Told the number of bytes of every piece that was read; null where nobody wants to know.</param>
    /// <returns>The object where it is sound; <see cref="ProblemKind.NotFound"/> where there is none; a problem with the code
    /// <see cref="ObjectInspection.Corrupt"/> where its bytes are others, or can't be read.</returns>
    Task<Result<ObjectInfo>> InspectAsync(Digest digest, Action<int>? onRead, CancellationToken ct) =>
        ObjectInspection.ReadThroughAsync(this, digest, onRead, ct);

    /// <summary>Size of an object, without reading it; null when absent.</summary>
    ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct);

    /// <summary>All objects, in the order of their digests.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(CancellationToken ct);
}
