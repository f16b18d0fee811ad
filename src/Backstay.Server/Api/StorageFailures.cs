using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Server.Api;

/// <summary>
/// What a failing disk means to a caller. Commands hear it from the sequencer; this is for what goes to a store by another
/// way: checkpoints, objects, outcomes, reads.
/// </summary>
internal static class StorageFailures
{
    /// <summary>Null where it is no failure of storage.</summary>
    public static Problem? Translate(Exception failure) => failure switch
    {
        LedgerFullException => Problem.Unavailable(
            "ledger-full", failure.Message, "Nothing was recorded. Free space; no restart is needed."),
        LedgerLockedException => Problem.Unavailable(
            "ledger-locked", failure.Message, "Nothing was recorded. End what holds the file; no restart is needed."),
        LedgerUnreadableException => Problem.Unavailable(
            "ledger-unread", failure.Message, "Try again. If it stays, 'backstay ledger verify' says how far the damage reaches."),
        LedgerBrokenException => Problem.Unavailable(
            "ledger-broken", failure.Message, "Traffic goes on. Mend the disk, see what 'backstay ledger verify' says, and restart."),
        IOException or UnauthorizedAccessException => Problem.Unavailable(
            "storage-failed", failure.Message, "Nothing was acknowledged. Mend the disk or free space, then try again; the log has the details."),
        _ => null,
    };
}
