using System.Buffers.Binary;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// The first 100 bytes of a file, as far as it is known what they must be. SQLite passes over much of what is wrong in them, and
/// no checksum covers them.
/// </summary>
/// <remarks>
/// Not known are the schema's cookie, but for its size (every copy that is made for a backup adds one to it), the version of the
/// library that wrote last, but for its range, and what SQLite checks itself: the page size, the free pages and the length.
/// </remarks>
internal static class SqliteFileHeader
{
    // https://www.sqlite.org/fileformat2.html#the_database_header
    private const int Size = 100;
    private const int ChangeCounter = 24;
    private const int Cookie = 40;
    private const int ReservedFrom = 72;
    private const int ReservedTo = 92;
    private const int ValidFor = 92;
    private const int Writer = 96;
    private const uint LargestCookie = 9_999;
    private const uint FirstWriter = 3_007_000;
    private const uint LastWriter = 3_999_999;

    /// <summary>Values that a file of ours has from its first table on.</summary>
    private static readonly (int At, int Length, string Name, uint Value)[] Fixed =
    [
        (20, 1, "the bytes reserved in each page", 0), (21, 1, "the largest payload fraction", 64), (22, 1, "the smallest payload fraction", 32),
        (23, 1, "the payload fraction of leaves", 32), (44, 4, "the schema's format", 4), (48, 4, "the suggested size of the cache", 0),
        (52, 4, "the largest root page", 0), (56, 4, "the encoding of texts", 1), (64, 4, "the incremental vacuum", 0),
    ];

    /// <summary>What is wrong with the header of a file, by byte; nothing where the file is shorter, or has no table yet.</summary>
    /// <param name="path">Nobody in this process may have it open: closing it gives back the process's POSIX locks.</param>
    /// <param name="own">What the file's owner has set: application id and user version.</param>
    public static IReadOnlyList<string> FindDamage(string path, (long ApplicationId, long UserVersion) own)
    {
        Span<byte> header = stackalloc byte[Size];
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            if (RandomAccess.Read(file, header, 0) < Size)
            {
                return [];
            }
        }

        var found = new List<string>();
        var (write, read) = (header[18], header[19]);
        if (write != read || write is not (1 or 2))
        {
            found.Add($"bytes 18 and 19, the versions that may write and read it, are {write} and {read}, which are both 1 or both 2");
        }

        if (IsNew(header))
        {
            return found; // its tables are in the log still
        }

        foreach (var (at, length, name, value) in Fixed.Append((60, 4, "the format's version", (uint)own.UserVersion)).Append((68, 4, "whose file it is", (uint)own.ApplicationId)))
        {
            var stored = length == 1 ? header[at] : U32(header, at);
            if (stored != value)
            {
                found.Add($"byte {at}, {name}, is {stored}, not {value}");
            }
        }

        if (header[ReservedFrom..ReservedTo].ContainsAnyExcept((byte)0))
        {
            found.Add($"bytes {ReservedFrom} to {ReservedTo - 1} are not all 0");
        }

        if (U32(header, ChangeCounter) != U32(header, ValidFor))
        {
            found.Add($"byte {ChangeCounter}, the number of changes, is {U32(header, ChangeCounter)}, and {U32(header, ValidFor)} at byte {ValidFor}");
        }

        if (U32(header, Cookie) is 0 or > LargestCookie)
        {
            found.Add($"byte {Cookie}, the schema's cookie, is {U32(header, Cookie)}, beyond {LargestCookie}");
        }

        if (U32(header, Writer) is < FirstWriter or > LastWriter)
        {
            found.Add($"byte {Writer}, the version that wrote it, is {U32(header, Writer)}, which is none");
        }

        return found;
    }

    private static bool IsNew(ReadOnlySpan<byte> header) => U32(header, Cookie) == 0 && U32(header, 44) == 0 && U32(header, 60) == 0 && U32(header, 68) == 0;

    private static uint U32(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadUInt32BigEndian(header[at..]);
}
