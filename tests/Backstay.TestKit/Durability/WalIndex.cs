using System.Buffers.Binary;

namespace Backstay.TestKit.Durability;

/// <summary>What SQLite's index of a write-ahead log, the <c>-shm</c> file beside it, says after the process is gone.</summary>
internal static class WalIndex
{
    // https://www.sqlite.org/walformat.html: two headers of 48 bytes, then the counters of the checkpoint.
    private const int BackfilledAt = 96;
    private const int BackfillAttemptedAt = 128;
    private const int End = BackfillAttemptedAt + sizeof(uint);

    /// <summary>Whether frames were on their way into the database that had not all arrived.</summary>
    public static bool IsInCheckpoint(string database)
    {
        var path = database + "-shm";
        if (!File.Exists(path))
        {
            return false;
        }

        var header = new byte[End];
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return RandomAccess.Read(file, header, 0) == End && Number(header, BackfillAttemptedAt) > Number(header, BackfilledAt);
    }

    /// <summary>In the byte order of this machine's processor, which is that of all that .NET runs on here.</summary>
    private static uint Number(byte[] header, int at) => BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(at));
}
