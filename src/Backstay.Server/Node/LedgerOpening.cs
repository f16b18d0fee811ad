using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Degraded;
using Backstay.Storage;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>Opens and replays a data folder's ledger, and makes sure that it is the one that the folder had.</summary>
internal static partial class LedgerOpening
{
    /// <summary>The session and the store under it; on an exception neither is left open.</summary>
    /// <param name="layout">Where it is.</param>
    /// <param name="folder">The right to the folder, as long as the session lives.</param>
    /// <param name="installation">Whose ledger it is.</param>
    /// <param name="last">What the last good table says of the ledger.</param>
    public static async Task<(SqliteLedgerStore Store, LedgerSession Session)> OpenAsync(
        DataLayout layout,
        DataFolderLock folder,
        Installation installation,
        Result<ServingImage> last,
        IReadOnlyList<ICommitListener> listeners,
        (TimeProvider Time, IIdSource Ids, StartPhases Phases, ILoggerFactory Loggers) environment,
        CancellationToken ct)
    {
        LedgerPresence.RequireIfEver(layout, LedgerSession.Workspace);
        var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace), folder);
        try
        {
            if (store.DroppedAtOpen is { } dropped)
            {
                LogDropped(environment.Loggers.CreateLogger<LedgerSession>(), dropped.Message);
            }

            environment.Phases.End("files");
            var session = await LedgerSession.OpenAsync(store, installation, listeners, (environment.Time, environment.Ids), ct);
            LedgerPresence.RequireSame(session, last);
            return (store, session);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(
        EventId = EventIds.LogTailDropped,
        Level = LogLevel.Warning,
        Message = "The ledger was opened without the end of its log. {Finding} If a command that was acknowledged is missing now, that is where it was: compare with a checkpoint kept elsewhere.")]
    private static partial void LogDropped(ILogger logger, string finding);
}
