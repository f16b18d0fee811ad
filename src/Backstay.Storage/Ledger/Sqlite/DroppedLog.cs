using System.Buffers.Binary;
using Backstay.Core.Ledger;
using Backstay.Storage.Sqlite;

namespace Backstay.Storage.Ledger.Sqlite;

/// <summary>
/// Keeps, beside the ledger, the end of a write-ahead log that a start is about to drop: it may be a batch that was never
/// acknowledged, or one that was and is damaged, and somebody may want to look. The latest alone is kept.
/// </summary>
internal static class DroppedLog
{
    /// <summary>What one batch can hold and more; behind it stand frames of earlier rounds, which mean nothing.</summary>
    private const int Most = 16 << 20;

    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;

    /// <summary>What the next opening drops, and where it is kept; null where nothing.</summary>
    /// <exception cref="LedgerBrokenException">The opening would drop what was durable.</exception>
    public static LedgerFinding? Check(string ledger) => SqliteLedgerFiles.FindLogDamage(ledger) switch
    {
        null => null,
        { Kind: LedgerFindingKind.FileDamaged } damage => throw new LedgerBrokenException(damage.Message, inner: null),
        var torn => torn with { Message = $"{torn.Message} {Keep(ledger)}" },
    };

    /// <summary>Copies the log's header and the frames that are dropped. A start does not fail for it.</summary>
    /// <returns>A sentence for the log that says where they are, or why not.</returns>
    private static string Keep(string ledger)
    {
        var path = ledger + "-wal.dropped";
        try
        {
            var first = Math.Max(1, WalTail.Read(ledger + "-wal").Frame);
            using var log = new FileStream(ledger + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var header = new byte[HeaderSize];
            var read = log.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
            var from = read < HeaderSize ? read : HeaderSize + ((first - 1) * (FrameHeaderSize + (long)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8))));
            var bytes = new byte[read + (int)Math.Clamp(log.Length - from, 0, Most)];
            header.AsSpan(0, read).CopyTo(bytes);
            log.Position = from;
            log.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            DurableFile.Replace(path, bytes);
            return $"What is dropped is kept in '{path}'.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"What is dropped could not be kept: {e.Message}";
        }
    }
}
