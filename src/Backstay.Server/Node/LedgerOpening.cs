using Backstay.Core.Primitives;
using Backstay.Core.World;
using Backstay.Core.World.Sequencing;
using Backstay.Server.Degraded;
using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>Opens and replays a data folder's ledger, and makes sure that it is the one that the folder had.</summary>
internal static class LedgerOpening
{
    /// <summary>The session and the store under it; on an exception neither is left open.</summary>
    /// <param name="last">What the last good table says of the ledger.</param>
    public static async Task<(SqliteLedgerStore Store, LedgerSession Session)> OpenAsync(
        DataLayout layout,
        Installation installation,
        Result<ServingImage> last,
        IReadOnlyList<ICommitListener> listeners,
        (TimeProvider Time, IIdSource Ids, StartPhases Phases) environment,
        CancellationToken ct)
    {
        LedgerPresence.RequireIfEver(layout, LedgerSession.Workspace);
        var store = SqliteLedgerStore.Open(layout.LedgerOf(LedgerSession.Workspace));
        try
        {
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
}
