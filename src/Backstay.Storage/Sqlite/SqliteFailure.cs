namespace Backstay.Storage.Sqlite;

/// <summary>What SQLite answered instead of a result.</summary>
/// <param name="extendedCode">The extended result code; its low byte is the primary one.</param>
/// <param name="isFull">See <see cref="NoSpace"/>.</param>
internal sealed class SqliteFailure(int extendedCode, string path, string doing, string message, bool isFull)
    : IOException($"SQLite answered {extendedCode} ({message}) to '{doing}' on '{path}'.")
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const int Permission = 3;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public int ExtendedCode { get; } = extendedCode;

    public int Code => ExtendedCode & 0xff;

    /// <summary>No space; the transaction can be rolled back and tried again.</summary>
    public bool IsFull { get; } = isFull;

    /// <summary>
    /// A commit is written and synced before the index of the log learns of it. Where the index fails, the transaction is rolled
    /// back, and yet a process that dies now leaves it to the next start as a whole one.
    /// </summary>
    public bool LeavesCommitInDoubt { get; } =
        doing == "COMMIT" && extendedCode is NoSpace.IndexOpen or NoSpace.IndexSize or NoSpace.IndexMap;

    /// <summary>Another connection holds a lock.</summary>
    public bool IsBusy => Code is Busy or Locked;

    /// <summary>The file can't be opened or written by this user.</summary>
    public bool IsAccess => Code is ReadOnly or CannotOpen or Permission;

    /// <summary>The file's bytes are not what SQLite wrote.</summary>
    public bool IsDamage => Code is Corrupt or NotADatabase;
}
