using Backstay.Storage.Interop;

namespace Backstay.Storage.Sqlite;

/// <summary>
/// Which of SQLite's answers mean that there is no space. For the database and its log SQLite says so (code 13); where the index
/// of the log can't grow, a file can't be created or a quota is used up it says only that something failed.
/// </summary>
internal static class NoSpace
{
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int CannotWrite = 10 | (3 << 8);

    /// <summary>The index of the write-ahead log could not be opened, given its size, or mapped.</summary>
    public const int IndexOpen = 10 | (18 << 8);
    public const int IndexSize = 10 | (19 << 8);
    public const int IndexMap = 10 | (21 << 8);

    /// <summary>Two steps of the index, which grows by 32 KiB: with less than one it can't grow.</summary>
    private const long TooLittle = 64 << 10;

    /// <param name="extendedCode">SQLite's answer.</param>
    /// <param name="errno">What the system said last to this thread; it may be an older call's.</param>
    /// <param name="path">The database.</param>
    public static bool IsMeant(int extendedCode, int errno, string path) => extendedCode switch
    {
        IndexOpen or IndexSize or IndexMap => FullDisk.IsMeant(errno) || IsUsedUp(path),
        CannotWrite => errno == Libc.Edquot,
        _ => (extendedCode & 0xff) switch
        {
            Full => true,
            CannotOpen => FullDisk.IsMeant(errno),
            _ => false,
        },
    };

    private static bool IsUsedUp(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path) ?? "/").AvailableFreeSpace < TooLittle;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
