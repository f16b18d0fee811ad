using Backstay.Core.Ledger;
using Backstay.Core.World.Sequencing;

namespace Backstay.Server.Node;

/// <summary>Keeps the Merkle tree beside the ledger: grown by replay, then by every committed batch.</summary>
public sealed class TreeKeeper : ICommitListener
{
    public MerkleTree Tree { get; } = new();

    public void Add(LedgerRecord record) => Tree.Append(record.LeafHash);

    public void OnCommitted(CommittedBatch batch)
    {
        foreach (var record in batch.Records)
        {
            Add(record);
        }
    }
}
