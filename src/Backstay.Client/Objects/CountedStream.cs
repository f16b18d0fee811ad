namespace Backstay.Client.Objects;

/// <summary>Content on its way out that says how far it got.</summary>
internal sealed class CountedStream(Stream content, IProgress<long> sent) : Stream
{
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The request states the length.");

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException("Content goes out once.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(content.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await content.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Content goes out once.");

    public override void SetLength(long value) => throw new NotSupportedException("Content goes out as it is.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Content goes out as it is.");

    private int Count(int read)
    {
        _count += read;
        sent.Report(_count);
        return read;
    }
}
