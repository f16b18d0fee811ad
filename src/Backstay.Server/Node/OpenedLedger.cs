using Backstay.Storage.Ledger.Sqlite;

namespace Backstay.Server.Node;

/// <summary>A data folder's ledger, replayed and found to be the one that the folder had; nothing of it is in use yet.</summary>
/// <param name="Listeners">Whoever follows its commits is added before the sequencer runs.</param>
internal sealed record OpenedLedger(Installation Installation, SqliteLedgerStore Store, LedgerSession Session, CommitListeners Listeners);
