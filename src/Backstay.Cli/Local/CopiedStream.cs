using Backstay.Client;

namespace Backstay.Cli.Local;

/// <summary>Reads an answer, and writes all that goes by into a file too: what was checked is what was kept.</summary>
internal sealed class CopiedStream(Stream answer, Stream file) : Stream
{
    private const int Rest = 64 * 1024;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("Nobody knows how long an answer becomes.");

    public override long Position
    {
        get => throw new NotSupportedException("It is read from front to back.");
        set => throw new NotSupportedException("It is read from front to back.");
    }

    /// <summary>Reads what is left, so that the file has all of it.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var buffer = new byte[Rest];
        while (await ReadAsync(buffer, ct) > 0)
        {
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await answer.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw new BackstayException(new ClientProblem
            {
                Code = "backup-broke-off",
                Message = $"The server's answer broke off: {lost.Message}",
                Hint = "Look at the server's log, and try again. Nothing was kept.",
            });
        }

        await file.WriteAsync(buffer[..count], cancellationToken);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is read from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("It is for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is for reading.");
}
