using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Server.Degraded;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>Opens and replays a data folder's ledger, and makes sure that it is the one that the folder had.</summary>
internal static partial class LedgerOpening
{
    /// <summary>The session and the store under it; on an exception neither is left open.</summary>
    /// <param name="last">What the last good table says of the ledger.</param>
    public static async Task<OpenedLedger> OpenAsync(NodeStart start, Result<ServingImage> last, CancellationToken ct)
    {
        var listeners = new CommitListeners();
        var installation = Installation.Open(start.Layout, LedgerSession.Workspace, start.Ids, start.Options.NewKeys);
        SqliteLedgerStore? store = null;
        try
        {
            LedgerPresence.RequireIfEver(start.Layout, LedgerSession.Workspace);
            store = SqliteLedgerStore.Open(start.Layout.LedgerOf(LedgerSession.Workspace), start.Folder);
            if (store.DroppedAtOpen is { } dropped)
            {
                LogDropped(start.Loggers.CreateLogger<LedgerSession>(), dropped.Message);
            }

            await LedgerPresence.RequireOwnAsync(store, installation.Signer.Name, ct);
            start.Phases.End("files");
            var session = await LedgerSession.OpenAsync(store, installation, [listeners], (start.Time, start.Ids), ct);
            LedgerPresence.RequireSame(session, last);
            return new OpenedLedger(installation, store, session, listeners);
        }
        catch
        {
            installation.Signer.Dispose();
            if (store is not null)
            {
                await store.DisposeAsync();
            }

            throw;
        }
    }

    [LoggerMessage(
        EventId = EventIds.LogTailDropped,
        Level = LogLevel.Warning,
        Message = "The ledger was opened without the end of its log. {Finding} If a command that was acknowledged is missing now, that is where it was: compare with a checkpoint kept elsewhere.")]
    private static partial void LogDropped(ILogger logger, string finding);
}
