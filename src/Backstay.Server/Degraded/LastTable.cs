using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Storage;

namespace Backstay.Server.Degraded;

/// <summary>
/// The last good table in a file beside the ledger: what the node serves from when it starts and can't open its ledger.
/// Written before a table is swapped in, so that no restart brings back traffic that was withdrawn. Where it can't be written
/// the swap goes on all the same: it is counted, tried again, and <see cref="IsBehind"/> until then. Thread safe.
/// </summary>
internal sealed partial class LastTable(string path, ILogger<LastTable> logger)
{
    private readonly Lock _gate = new();
    private byte[]? _written;
    private ServingImage? _latest;
    private volatile bool _isBehind;
    private long _failed;

    /// <summary>Whether the file lacks the newest table.</summary>
    public bool IsBehind => _isBehind;

    /// <summary>Times that the file could not be written.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Brings a table to the disk; one that differs from what is there in its position alone is there already.</summary>
    public void Keep(ServingImage image)
    {
        lock (_gate)
        {
            _latest = image;
            Write_NeedsGate();
        }
    }

    /// <summary>Tries again where the last write failed.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            if (_isBehind)
            {
                Write_NeedsGate();
            }
        }
    }

    /// <summary>What a process before this one kept, or why there is nothing to serve from.</summary>
    public static Result<ServingImage> Read(string path)
    {
        try
        {
            return ServingImage.Parse(File.ReadAllBytes(path));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return Problem.Unavailable("no-table", $"There is no last good table: {unread.Message}");
        }
    }

    private void Write_NeedsGate()
    {
        if (_latest is not { } image)
        {
            return;
        }

        var parts = image.Parts.ToBytes();
        if (!_isBehind && _written is not null && _written.AsSpan().SequenceEqual(parts))
        {
            return;
        }

        try
        {
            DurableFile.Replace(path, image.ToBytes());
            (_written, _isBehind) = (parts, false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_isBehind)
            {
                LogBehind(logger, failure.Message);
            }

            _isBehind = true;
            Interlocked.Increment(ref _failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last good table can't be kept; should the ledger be lost now, a restart would serve an older one: {Why}")]
    private static partial void LogBehind(ILogger logger, string why);
}
