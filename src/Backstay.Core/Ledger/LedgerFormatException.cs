namespace Backstay.Core.Ledger;

/// <summary>The ledger is of another format than this version reads: an older or a newer version wrote it. That is no damage.</summary>
/// <param name="file">The ledger's file.</param>
/// <param name="found">The format that it has.</param>
/// <param name="known">The format that is read.</param>
public sealed class LedgerFormatException(string file, long found, long known)
    : LedgerBrokenException($"'{file}' is a ledger of format {found}; this version of Backstay reads format {known} only.", inner: null)
{
    /// <summary>The code of every answer that says so.</summary>
    public const string Code = "ledger-format";

    /// <summary>What to do, as a sentence without its end.</summary>
    public const string WayOut =
        "Use the version of Backstay that wrote it, as no version converts a ledger; or name an empty folder to begin anew with this one. "
        + "If this version wrote it, the file's header is damaged: restore the data folder from a backup with 'backstay restore'";
}
