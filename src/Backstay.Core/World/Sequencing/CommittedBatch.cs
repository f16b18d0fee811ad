using Backstay.Core.Ledger;

namespace Backstay.Core.World.Sequencing;

/// <summary>Entries that became durable together.</summary>
public sealed record CommittedBatch(
    WorldState Before,
    WorldState After,
    IReadOnlyList<LedgerRecord> Records,
    IReadOnlyList<CommittedFact> Facts);
