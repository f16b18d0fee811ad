using System.Security.Cryptography;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Objects;

namespace Backstay.Storage.Objects;

/// <summary>
/// Content on its way out, hashed as it goes. At its end the hash is compared; where it differs, the reader gets an
/// exception in place of the end, also every time it asks again.
/// </summary>
/// <param name="content">Read asynchronously, unless it is small.</param>
/// <param name="small">Whether reading takes less than handing it to another thread and waiting for that: it is read at once then.</param>
internal sealed class VerifiedReadStream(Stream content, Digest expected, bool small = false) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _verified;
    private ObjectCorruptException? _corrupt;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("Ask the store for an object's size.");

    public override long Position
    {
        get => throw new NotSupportedException("A verified read goes from the beginning to the end.");
        set => throw new NotSupportedException("A verified read goes from the beginning to the end.");
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var count = content.Read(buffer);
        Take(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var count = small ? content.Read(buffer.Span) : await content.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("A verified read goes from the beginning to the end.");

    public override void SetLength(long value) => throw new NotSupportedException("Objects never change.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Objects never change.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Hashes what was read; nothing read from a non-empty buffer is the end.</summary>
    private void Take(ReadOnlySpan<byte> read)
    {
        if (!read.IsEmpty)
        {
            _hash.AppendData(read);
            return;
        }

        if (_corrupt is null && !_verified)
        {
            Span<byte> bytes = stackalloc byte[Digest.Size];
            _hash.GetHashAndReset(bytes);
            var found = new Digest(bytes);
            _verified = found == expected;
            _corrupt = _verified ? null : new ObjectCorruptException(expected, found.ToString());
        }

        if (_corrupt is not null)
        {
            throw _corrupt;
        }
    }
}
