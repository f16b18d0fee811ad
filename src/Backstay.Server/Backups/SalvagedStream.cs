namespace Backstay.Server.Backups;

/// <summary>
/// A file's bytes with zeros in place of those that can't be read: an archive has said by then how many follow, and the files
/// behind this one are worth having.
/// </summary>
internal sealed class SalvagedStream(Stream inner) : Stream
{
    private readonly long _length = inner.Length;
    private long _position;

    /// <summary>Why zeros stand from some place on; null while none do.</summary>
    public string? Lost { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    /// <summary>As it was at the start.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("It is read once.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _length - _position)];
        var count = 0;
        try
        {
            count = Lost is null && !wanted.IsEmpty ? inner.Read(wanted) : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Lost = failure.Message;
        }

        return Fill(wanted, count);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _length - _position)];
        var count = 0;
        try
        {
            count = Lost is null && !wanted.IsEmpty ? await inner.ReadAsync(wanted, cancellationToken) : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Lost = failure.Message;
        }

        return Fill(wanted.Span, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read once.");

    public override void SetLength(long value) => throw new NotSupportedException("It is for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is for reading.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <param name="read">What the file gave; 0 where it gives no more, though more was promised.</param>
    private int Fill(Span<byte> wanted, int read)
    {
        if (read == 0 && !wanted.IsEmpty)
        {
            Lost ??= $"It ends after {_position} of {_length} bytes.";
            wanted.Clear();
            read = wanted.Length;
        }

        _position += read;
        return read;
    }
}
