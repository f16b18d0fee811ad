using Backstay.Server.Backups;

namespace Backstay.Server.Tests.Backups;

/// <summary>An archive has announced a file's length by when its disk fails: what can't be read is zeros, and is told.</summary>
public sealed class SalvagedStreamTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(1, 100).Select(i => (byte)i)];

    private static readonly byte[] Cut = [.. Content[..40], .. new byte[60]];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sound_goes_through_as_it_is(bool isAsync)
    {
        var salvaged = new SalvagedStream(new MemoryStream(Content));

        Assert.Equal(Content, await ReadAsync(salvaged, isAsync));
        Assert.Null(salvaged.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_a_failure_there_are_zeros_up_to_the_length(bool isAsync)
    {
        var salvaged = new SalvagedStream(new BreakingStream(readable: 40, ends: false));

        Assert.Equal(Cut, await ReadAsync(salvaged, isAsync));
        Assert.Equal("Input/output error", salvaged.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_became_shorter_is_filled_up(bool isAsync)
    {
        var salvaged = new SalvagedStream(new BreakingStream(readable: 40, ends: true));

        Assert.Equal(Cut, await ReadAsync(salvaged, isAsync));
        Assert.Equal("It ends after 40 of 100 bytes.", salvaged.Lost);
    }

    private static async Task<byte[]> ReadAsync(SalvagedStream stream, bool isAsync)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16];
        while ((isAsync ? await stream.ReadAsync(buffer, Ct) : stream.Read(buffer, 0, buffer.Length)) is > 0 and var count)
        {
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    /// <summary>A file on a disk with a bad sector, or one that is cut while it is read.</summary>
    private sealed class BreakingStream(int readable, bool ends) : MemoryStream(Content)
    {
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (Position == readable)
            {
                return ends ? 0 : throw new IOException("Input/output error");
            }

            var count = (int)Math.Min(buffer.Length, readable - Position);
            Content.AsSpan((int)Position, count).CopyTo(buffer);
            Position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return ValueTask.FromResult(Read(buffer.Span));
            }
            catch (IOException failure)
            {
                return ValueTask.FromException<int>(failure);
            }
        }
    }
}
