using System.Buffers.Binary;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// What stands in a write-ahead log behind its last whole commit. SQLite ends the log, without a word, at the first frame
/// that does not give its checksum; so one flipped bit takes away every commit behind it as if they had never been.
/// </summary>
/// <remarks>
/// A process or a power supply that dies leaves half a commit at the end. Each commit is synced before the next one is
/// written, so that is never more than one: where a whole one stands behind it, both were durable once.
/// </remarks>
/// <param name="Frame">The first frame that is lost, from 1; 0 for the log's header, and with it the whole log.</param>
/// <param name="Commits">Ends of commits that can still be seen in what is lost.</param>
internal readonly record struct WalTail(WalTailKind Kind, long Frame, int Commits)
{
    // https://www.sqlite.org/fileformat2.html#the_write_ahead_log
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const int SummedOfHeader = 24;
    private const int SummedOfFrameHeader = 8;
    private const uint Magic = 0x377f0682;
    private const uint Version = 3_007_000;
    private const int LargestPage = 65_536;

    /// <summary>Reads the log beside a database; nobody may write it meanwhile.</summary>
    public static WalTail Read(string log)
    {
        if (!File.Exists(log))
        {
            return default;
        }

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 20);
        var header = new byte[HeaderSize];
        var read = file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        if (read < HeaderSize)
        {
            // No frame is written before the header is on the disk.
            return read == 0 ? default : new WalTail(WalTailKind.Torn, 0, 0);
        }

        var sum = new WalChecksum((U32(header, 0) & 1) == 1);
        sum.Add(header.AsSpan(0, SummedOfHeader));
        return (U32(header, 0) & ~1u) == Magic && U32(header, 4) == Version && U32(header, 8) is > 0 and <= LargestPage
            && sum.Is(header.AsSpan(SummedOfHeader))
            ? ReadFrames(file, header.AsSpan(16, 8).ToArray(), (int)U32(header, 8), sum)
            : new WalTail(WalTailKind.Damaged, 0, 0);
    }

    private static WalTail ReadFrames(FileStream file, byte[] salt, int page, WalChecksum sum)
    {
        var frame = new byte[FrameHeaderSize + page];
        var (number, whole, committed, ours, commits) = (0L, 0L, 0L, 0L, 0);
        int read;
        while ((read = file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false)) >= FrameHeaderSize)
        {
            number++;
            var isCommit = U32(frame, 4) != 0;
            var isWhole = whole == number - 1 && read == frame.Length && frame.AsSpan(8, 8).SequenceEqual(salt) && AddFrame(ref sum, frame);
            whole = isWhole ? number : whole;
            committed = isWhole && isCommit ? number : committed;

            // What the log held in earlier rounds has two other salts and means nothing; one alone may be damaged.
            var isOurs = frame.AsSpan(8, 4).SequenceEqual(salt.AsSpan(0, 4)) || frame.AsSpan(12, 4).SequenceEqual(salt.AsSpan(4));
            ours = isOurs ? number : ours;
            commits += !isWhole && isOurs && isCommit ? 1 : 0;
        }

        ours = read > 0 ? number + 1 : ours;
        var kind = ours == committed ? WalTailKind.None : commits > 1 ? WalTailKind.Damaged : WalTailKind.Torn;
        return kind == WalTailKind.None ? default : new WalTail(kind, committed + 1, commits);
    }

    private static bool AddFrame(ref WalChecksum sum, byte[] frame)
    {
        sum.Add(frame.AsSpan(0, SummedOfFrameHeader));
        sum.Add(frame.AsSpan(FrameHeaderSize));
        return sum.Is(frame.AsSpan(16, 8));
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
