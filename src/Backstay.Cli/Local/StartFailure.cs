using Backstay.Client;
using Backstay.Core.Ledger;
using Backstay.Server.Degraded;
using Backstay.Server.Node;
using Backstay.Storage;

namespace Backstay.Cli.Local;

/// <summary>Why a server did not start, for a person; bugs are left to fly.</summary>
internal static class StartFailure
{
    public static ClientProblem? Explain(Exception failure, ServeOptions options) => failure switch
    {
        DataFolderInUseException inUse => Of("data-folder-in-use", inUse.Message, "Stop the other process, or give --data another folder."),
        OpenListenerException { HadTokens: true } open => Of("no-admin-token", open.Message, $"Run 'backstay token recover NAME --holder YOU --data {options.DataFolder}', then start again."),
        OpenListenerException open => Of("no-admin-token", open.Message, "Start on loopback, run 'backstay token create NAME --scope admin --holder YOU', then start again."),
        CollectorModeException collector => Of(
            "wrong-collector",
            collector.Message,
            "Unset the environment variables DOTNET_gcServer and COMPlus_gcServer, put backstay.runtimeconfig.json back as it was shipped, and start again."),
        LedgerFormatException other => Of(LedgerFormatException.Code, other.Message, $"{LedgerFormatException.WayOut}."),
        LedgerBrokenException broken => Of("ledger-damaged", broken.Message, $"Run 'backstay ledger verify --data {options.DataFolder}'."),
        LedgerGoneException gone => Of("ledger-gone", gone.Message, "Put the file back, or restore the data folder from a backup with 'backstay restore'. To begin anew, name another folder."),
        LedgerBehindException behind => Of("ledger-behind", behind.Message, "Put the newer ledger back, or restore from a newer backup."),
        LedgerForeignException foreign => Of("ledger-foreign", foreign.Message, "Put this installation's own ledger back, or serve the whole data folder that the ledger is from, with its 'installation' and 'keys'."),
        InstallationException installation => Of(installation.Code, installation.Message, $"{installation.WayOut}."),
        LedgerFullException full => Of("no-space", full.Message, "Free some space and start again."),
        LedgerLockedException locked => Of("ledger-locked", locked.Message, "End what holds the file and start again."),
        IOException io when io.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) =>
            Of("address-in-use", io.Message, "Choose other ports with --api and --gateway; port 0 takes a free one."),
        IOException io => Of("io-error", io.Message, "Check the data folder and its permissions."),
        UnauthorizedAccessException denied => Of("no-access", denied.Message, "Check the permissions of the data folder."),
        _ => null,
    };

    private static ClientProblem Of(string code, string message, string hint) => new() { Code = code, Message = message, Hint = hint };
}
