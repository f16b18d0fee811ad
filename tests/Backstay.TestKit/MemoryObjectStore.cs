using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;
using Backstay.Storage.Objects;

namespace Backstay.TestKit;

/// <summary>An object store for tests and simulated worlds. Thread safe.</summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly ConcurrentDictionary<Digest, byte[]> _objects = new();

    public async Task<Result<ObjectInfo>> PutAsync(Stream content, Digest? expected, long maxBytes, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        for (var count = await content.ReadAsync(chunk, ct); count > 0; count = await content.ReadAsync(chunk, ct))
        {
            buffer.Write(chunk, 0, count);
            if (buffer.Length > maxBytes)
            {
                return ObjectProblems.TooLarge(maxBytes);
            }
        }

        var bytes = buffer.ToArray();
        var digest = Digest.Of(bytes);
        if (expected is { } wanted && wanted != digest)
        {
            return ObjectProblems.Mismatch(wanted, digest);
        }

        _objects[digest] = bytes; // also where it is there: what is there may be damaged
        return new ObjectInfo(digest, bytes.Length);
    }

    public Task<Result<Stream>> OpenAsync(Digest digest, CancellationToken ct) =>
        Task.FromResult<Result<Stream>>(_objects.TryGetValue(digest, out var bytes)
            ? new VerifiedReadStream(new MemoryStream(bytes), digest)
            : ObjectProblems.NotFound(digest));

    public ValueTask<ObjectInfo?> FindAsync(Digest digest, CancellationToken ct) =>
        ValueTask.FromResult<ObjectInfo?>(
            _objects.TryGetValue(digest, out var bytes) ? new ObjectInfo(digest, bytes.Length) : null);

    public async IAsyncEnumerable<ObjectInfo> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (digest, bytes) in _objects.OrderBy(o => o.Key))
        {
            ct.ThrowIfCancellationRequested();
            yield return new ObjectInfo(digest, bytes.Length);
        }

        await Task.CompletedTask;
    }

    /// <summary>Changes stored bytes behind the store's back, as a failing disk would.</summary>
    public void Damage(Digest digest, Func<byte[], byte[]> damage) => _objects[digest] = damage([.. _objects[digest]]);
}
