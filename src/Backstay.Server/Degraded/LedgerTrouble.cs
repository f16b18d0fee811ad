using Backstay.Core.Ledger;
using Backstay.Core.Primitives;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Server.Degraded;

/// <summary>Why the ledger could not be opened, and what to do. Names no folder: callers of the API are told it too.</summary>
/// <param name="Code">Stable: <c>ledger-gone</c>, <c>ledger-behind</c>, <c>ledger-foreign</c>, <c>ledger-format</c>, <c>ledger-damaged</c>, <c>no-space</c>, <c>ledger-locked</c>,
/// <c>ledger-unreadable</c>, <c>installation-lost</c>, <c>installation-damaged</c>.</param>
public sealed record LedgerTrouble(string Code, string Reason, string WayOut)
{
    private const string NoSpace = "no-space";
    private const string Locked = "ledger-locked";
    private const string Restart = "then restart the server.";
    private const string NoRestart = "no restart is needed: the server takes the ledger up by itself.";
    private const string FreeSome = $"Free some space; {NoRestart}";

    /// <summary>
    /// Whether it may pass by itself. Then the ledger's files are where they belong, and nobody is about to put others there: of any
    /// other trouble half a copy could be mistaken for the ledger.
    /// </summary>
    public bool Passes => Code is NoSpace or Locked;

    /// <summary>The trouble behind a failure to open the ledger; null where it is none, but a bug.</summary>
    /// <param name="dataFolder">Left out of the reason.</param>
    public static LedgerTrouble? Of(Exception failure, string dataFolder)
    {
        var reason = failure.Message.Replace(dataFolder.TrimEnd('/') + "/", "", StringComparison.Ordinal);
        return failure switch
        {
            DataFolderInUseException => null, // another server has it, and serves
            LedgerGoneException => new("ledger-gone", reason, $"Put the file back, or restore the data folder from a backup with 'backstay restore', {Restart}"),
            LedgerBehindException => new("ledger-behind", reason,
                $"Put the newer ledger back, or restore from a newer backup, {Restart} To go on from the older ledger and lose what followed, move the file 'table' away first."),
            LedgerForeignException => new("ledger-foreign", reason,
                $"Put this installation's own ledger back, or serve the whole data folder that the ledger is from, with its 'installation' and 'keys', {Restart}"),
            LedgerFormatException => new(LedgerFormatException.Code, reason, $"{LedgerFormatException.WayOut}, {Restart}"),
            LedgerBrokenException => new("ledger-damaged", reason,
                $"Run 'backstay ledger verify --data FOLDER' to see what is damaged, restore the data folder from a backup with 'backstay restore', {Restart}"),
            LedgerFullException => new(NoSpace, reason, FreeSome),
            IOException full when FullDisk.IsMeant(full) => new(NoSpace, reason, FreeSome),
            LedgerLockedException => new(Locked, reason, $"End what holds the file; {NoRestart}"),
            InstallationException installation => new(installation.Code, reason, $"{installation.WayOut}, {Restart}"),
            IOException or UnauthorizedAccessException => new("ledger-unreadable", reason,
                $"Give this user the right to write it and its folder, {Restart}"),
            _ => null,
        };
    }

    /// <summary>The answer to all that needs the ledger.</summary>
    public Problem ToProblem(long position) => Problem.Unavailable(
        Code, $"This server runs degraded, without its ledger: {Reason} The gateway serves its last good table, of position {position}; no rollout moves.", WayOut);
}
